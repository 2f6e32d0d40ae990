// What would repair a diagnostic: each kind of repair is a function of its own.
import type { Fix } from '@faultline/language';
import type { ShownDiagnostic } from '../diagnostics/shown.ts';
import type { Snapshot } from '../snapshot.ts';
import { addImport } from './add-import.ts';
import { changeExpects } from './change-expects.ts';
import { raiseLimit } from './raise-limit.ts';

export interface QuickFix {
    readonly title: string;
    readonly diagnostic: ShownDiagnostic;
    /** Whether it is the one repair that is surely meant. */
    readonly isPreferred: boolean;
    readonly action:
        | { readonly kind: 'edit'; readonly edits: Fix['edits'] }
        /** Opens a setting of the editor. */
        | { readonly kind: 'setting'; readonly setting: string };
}

export interface FixRequest {
    readonly snapshot: Snapshot;
    readonly diagnostic: ShownDiagnostic;
    readonly library: LibraryNames;
}

/** What the modules of the library declare: names to modules (`prepare_to_wait` to `kernel.wait`). */
export type LibraryNames = ReadonlyMap<string, readonly string[]>;

const REPAIRS: readonly ((request: FixRequest) => readonly QuickFix[])[] = [told, addImport, changeExpects, raiseLimit];

export function quickFixes(request: FixRequest): readonly QuickFix[] {
    return REPAIRS.flatMap(repair => repair(request));
}

/** What the diagnostic itself says would repair it. */
function told({ diagnostic }: FixRequest): readonly QuickFix[] {
    const { fix } = diagnostic;
    if (fix === undefined) return [];
    return [{ title: fix.title, diagnostic, isPreferred: true, action: { kind: 'edit', edits: fix.edits } }];
}
