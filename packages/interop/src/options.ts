// What the caller knows about a program and the program itself does not: where it came from.
import type { StepId } from '@faultline/checker';

export interface ExportOptions {
    /** What is checked, for the head of the file. */
    readonly title?: string;
    /** The statement of a step as people wrote it, on one line; it becomes a comment. */
    readonly describeStep?: (step: StepId) => string | undefined;
    /** The label that stands at a step, if any; it becomes part of the name of the step. */
    readonly labelOf?: (step: StepId) => string | undefined;
}
