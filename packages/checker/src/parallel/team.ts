// Who searches together. The checker knows no threads: whoever asks it for an answer brings them along.
import type { PartAnswer } from './part.ts';
import type { SharedSearch } from './shared-search.ts';

export interface Team {
    /** With the one that asks, which is member 0. */
    readonly members: number;
    /** Below so many states one alone is quicker. */
    readonly fewest: number;
    /**
     * Has each of the others call {@link explorePart}, in a thread of its own. Does not wait; and nothing that the others need
     * may wait for the caller, who is busy until the end.
     */
    readonly start: (search: SharedSearch) => Answers;
}

/** What the others answered; waits for them. */
export type Answers = () => readonly PartAnswer[];
