// What the trace view and the extension say to each other. The view lives in a web page of its own: only plain data passes.
import type { ProtocolLocation, TraceAnswer } from '@faultline/language-server/protocol';

/** Which counterexample a view shows; also what a view remembers over a reload of the window. */
export interface Subject {
    readonly uri: string;
    readonly title: string;
    /** Absent: the first unexpected one, else the first. */
    readonly index?: number;
}

export type ToView =
    /** `titles`: the checks of the document that have a counterexample. */
    | {
          readonly kind: 'show';
          readonly subject: Subject;
          readonly trace: TraceAnswer;
          readonly titles: readonly string[];
      }
    /** There is none (any more). */
    | { readonly kind: 'nothing'; readonly subject: Subject; readonly said: string }
    /** The cursor of an editor is at a step. */
    | { readonly kind: 'select'; readonly step: number };

export type FromView =
    | { readonly kind: 'ready' }
    /** `preview`: the keyboard stays in the view. */
    | { readonly kind: 'reveal'; readonly location: ProtocolLocation; readonly how: 'preview' | 'focus' }
    | { readonly kind: 'choose'; readonly title: string; readonly index: number | undefined }
    | { readonly kind: 'copy' }
    | { readonly kind: 'check' };
