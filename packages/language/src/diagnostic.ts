// What is wrong with a script, as plain data: no class, no editor, no syntax tree.

export interface Diagnostic {
    readonly severity: Severity;
    /** In kebab-case; the name of the file in `diagnostics/` that explains it. */
    readonly code: string;
    /** One sentence, in the user's names. */
    readonly message: string;
    readonly place: Place;
    readonly related: readonly { readonly place: Place; readonly message: string }[];
    /** What to write instead, when that is nearly surely right. */
    readonly hint?: string;
    /** Edits that surely repair it. */
    readonly fix?: Fix;
}

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Offsets into the text of a document, end not included. */
export interface Place {
    /** The document, as `URI.toString()` prints it. */
    readonly uri: string;
    readonly start: number;
    readonly end: number;
}

export interface Fix {
    readonly title: string;
    /** They do not overlap. */
    readonly edits: readonly { readonly place: Place; readonly text: string }[];
}
