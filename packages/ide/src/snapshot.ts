// What a feature of the editor is asked about: a script as it stands, and what its last run found.
import type { Script } from '@faultline/language';
import type { FileRun } from './run/file-run.ts';

export interface Snapshot {
    readonly script: Script;
    readonly run: FileRun | undefined;
    /** The check whose counterexample hovers and hints follow; absent: the first unexpected one. */
    readonly shownTitle?: string;
}
