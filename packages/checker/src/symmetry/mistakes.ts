// The mistakes that one could make in symmetry, so that tests can ask whether each of them shows.

/** What one could get wrong, for tests: that does not count then. */
export type SymmetryMistake = 'names' | 'initial' | 'properties' | 'cycles' | 'edges';
