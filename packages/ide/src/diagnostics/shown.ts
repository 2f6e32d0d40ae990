// A diagnostic as an editor shows it: what the language says of a script, and what its checks found.
import type { Diagnostic } from '@faultline/language';

export interface ShownDiagnostic extends Diagnostic {
    /** Faded: code that nothing reaches. */
    readonly tag?: 'unnecessary';
    /** The check it comes from; absent for what is known without running. */
    readonly check?: string;
}
