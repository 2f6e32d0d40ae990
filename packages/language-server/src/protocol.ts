// What this server says beyond the Language Server Protocol: names of methods, and the data that goes with them.
//
// PROTOCOL.md is its documentation. Imports nothing of LSP, so that an extension and a server with different versions
// of its libraries can share it; ranges and positions are LSP's.

export interface ProtocolPosition {
    readonly line: number;
    readonly character: number;
}
export interface ProtocolRange {
    readonly start: ProtocolPosition;
    readonly end: ProtocolPosition;
}
export interface ProtocolLocation {
    readonly uri: string;
    readonly range: ProtocolRange;
}

/** Request. Checks a document now; answers when it is through. */
export const CHECK = 'faultline/check';
export interface CheckParams {
    readonly uri: string;
    /** Only these checks; absent: all. */
    readonly titles?: readonly string[];
}
export interface CheckAnswer {
    readonly end: 'complete' | 'stopped' | 'superseded' | 'crashed' | 'errors';
    readonly verdicts: readonly Verdict[];
}

/** Request. Stops what runs: of a document, or everything. Answers when it is quiet. */
export const CANCEL = 'faultline/cancel';
export interface CancelParams {
    readonly uri?: string;
}

/** Request. The checks of a document and what each last said; nothing is run. */
export const VERDICTS = 'faultline/verdicts';
export interface VerdictsParams {
    readonly uri: string;
}
export interface VerdictsAnswer {
    readonly verdicts: readonly Verdict[];
}

/** Notification to the client: the verdicts of a document changed. */
export const VERDICTS_CHANGED = 'faultline/verdictsChanged';
export interface VerdictsChangedParams extends VerdictsAnswer {
    readonly uri: string;
}

/** One check of a document. */
export interface Verdict {
    readonly title: string;
    /** Where the check stands; the first line of a script that has none. */
    readonly range: ProtocolRange;
    readonly status:
        | 'not-run'
        | 'running'
        | 'met'
        | 'unexpected'
        | 'inconclusive'
        | 'undecidable'
        | 'refused'
        | 'broken';
    /** In words: `deadlock, as expected`. */
    readonly summary: string;
    /** What the check expects, in the words of the language: `pass`, `violation v, bug range`. */
    readonly expected: string;
    /** What it found, likewise; absent where it has not come to an end. */
    readonly found: string | undefined;
    readonly states: number | undefined;
    readonly elapsedMs: number | undefined;
    /** Whether it is from before an edit. */
    readonly isStale: boolean;
    /** Where it shows, if it is not as expected: in the document itself. */
    readonly at: readonly ProtocolRange[];
    /** How many counterexamples `faultline/trace` can tell. */
    readonly traces: number;
}

/** Request. A counterexample, told; null where there is none. */
export const TRACE = 'faultline/trace';
export interface TraceParams {
    readonly uri: string;
    readonly title: string;
    /** Which of the check's counterexamples; absent: the first unexpected one, else the first. */
    readonly index?: number;
}
export interface TraceAnswer {
    readonly title: string;
    /** Which of `counterexamples` this is. */
    readonly index: number;
    /** All that the check has. */
    readonly counterexamples: readonly { readonly outcome: string; readonly isExpected: boolean }[];
    /** `deadlock`, `violation v`. */
    readonly outcome: string;
    readonly isExpected: boolean;
    readonly isStale: boolean;
    readonly sentence: string;
    /** Threads in the order of their columns. */
    readonly threads: readonly string[];
    readonly steps: readonly TraceStep[];
    /** For a livelock: the index of the step where the cycle begins. */
    readonly cycleStart: number | undefined;
    readonly waits: readonly {
        readonly thread: string;
        readonly sentence: string;
        readonly location: ProtocolLocation;
    }[];
    readonly cycle: readonly string[];
    /** Where threads stand when it shows: those that wait, both sides of a race, the step that fails. */
    readonly endings: readonly TraceEnding[];
    /** What each thread holds, in the order in which it is taken. */
    readonly holds: readonly TraceHold[];
    /** The property that does not hold. */
    readonly property: ProtocolLocation | undefined;
    /** What the property, or the failing assertion, looked at, and saw. */
    readonly values: readonly { readonly cell: string; readonly value: string }[];
    /** The picture as text, two columns and more, as people paste it into a mail. */
    readonly text: string;
    readonly assumptions: readonly string[];
}
/** The calls that lead to a place come outermost first. */
export interface TraceCall {
    readonly fn: string;
    readonly location: ProtocolLocation;
}
export interface TraceEnding {
    readonly thread: string;
    readonly text: string;
    /** Line by line: `waits for l (read)`, `held by q`; or the name of what is wrong. */
    readonly told: readonly string[];
    /** Whether the thread's last step is this very statement. */
    readonly isShown: boolean;
    readonly location: ProtocolLocation;
    readonly stack: readonly TraceCall[];
}
/** A lock that a thread holds, a read section that it is in, or something that it has switched off. */
export interface TraceHold {
    readonly thread: string;
    readonly object: string;
    /** `read`, `write`; empty where there is only one. */
    readonly mode: string;
    /** The step that takes it; 0: held from the start. */
    readonly from: number;
    /** The step that lets it go; absent: held at the end. */
    readonly to: number | undefined;
}
export interface TraceStep {
    /** From 1. */
    readonly step: number;
    readonly thread: string;
    readonly kind: 'step' | 'flush';
    readonly text: string;
    /** The part of the statement that the step is, where it has several. */
    readonly part: string | undefined;
    readonly location: ProtocolLocation;
    readonly stack: readonly TraceCall[];
    readonly changes: readonly TraceChange[];
    /** Whether it is the step that fails; of a deadlock or a livelock no step is. */
    readonly isFault: boolean;
}
export interface TraceChange {
    readonly kind: 'cell' | 'register' | 'read' | 'buffered' | 'deferred';
    readonly cell: string;
    readonly before: string;
    readonly after: string;
}

/** Request. A check in the language of another tool. */
export const EXPORT = 'faultline/export';
export interface ExportParams {
    readonly uri: string;
    readonly title: string;
    readonly format: 'promela';
}
export type ExportAnswer =
    | { readonly kind: 'text'; readonly text: string }
    /** Sentences: why it cannot be said there, or what is wrong with the script. */
    | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** Notification to the client: what the server is doing, for a status item. */
export const STATUS = 'faultline/status';
export interface StatusParams {
    readonly state: 'idle' | 'checking';
    readonly uri: string | undefined;
    readonly title: string | undefined;
    readonly states: number;
    readonly depth: number;
    /** The last verdict in words, once there is one. */
    readonly last: string | undefined;
}

/** Request, for clients without `workspace/textDocumentContent`: the text of a `builtin:` document, or null. */
export const LIBRARY_TEXT = 'faultline/libraryText';
export interface LibraryTextParams {
    readonly uri: string;
}

/** Commands of `workspace/executeCommand`; both take the URI of a document, and optionally the title of a check. */
export const COMMANDS = { check: 'faultline.server.check', cancel: 'faultline.server.cancel' } as const;
/** A command of the client, offered in lenses if it says so in `initializationOptions.commands`: takes URI and title. */
export const SHOW_TRACE_COMMAND = 'faultline.showTrace';
/** Likewise: takes the id of a setting. */
export const OPEN_SETTING_COMMAND = 'faultline.openSetting';

/** Section `faultline` of the client's configuration, also accepted as `initializationOptions.settings`. */
export interface ServerSettings {
    readonly check: 'onSave' | 'onType' | 'manual';
    readonly limits: {
        /** For each check; 0: none. */
        readonly states: number;
        /** In megabytes, for each check. */
        readonly memory: number;
        /** For each check; 0: none. */
        readonly seconds: number;
    };
    readonly codeLens: boolean;
    readonly inlayHints: { readonly steps: boolean; readonly parameters: boolean };
}
