// Keys of `when` clauses by which the steps of the walkthrough are ticked off; package.json names them in `completionEvents`.

export const PROGRESS_KEYS = {
    proved: 'faultline.proved',
    broken: 'faultline.broken',
    repaired: 'faultline.repaired',
    deadlock: 'faultline.deadlockFound',
} as const;
