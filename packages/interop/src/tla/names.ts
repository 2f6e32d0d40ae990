// Identifiers of TLA+: letters, digits and underscores, none of them a word of the language or of its standard modules.

/** Answers an identifier as near to the wish as can be, never twice the same. */
export type NameGiver = (wish: string) => string;

/** `taken` stays as it is: names given here may be given again elsewhere. */
export function nameGiver(taken: Iterable<string> = RESERVED): NameGiver & { readonly given: ReadonlySet<string> } {
    const given = new Set(taken);
    const give = (wish: string): string => {
        const base = mangle(wish);
        let name = base;
        for (let n = 2; given.has(name); n++) name = `${base}_${n}`;
        given.add(name);
        return name;
    };
    return Object.assign(give, { given });
}

function mangle(wish: string): string {
    const plain = wish.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
    // WF_ and SF_ are fairness
    return /^(?![WS]F_)[A-Za-z]/.test(plain) ? plain : `n_${plain}`;
}

const RESERVED: readonly string[] = `
    ACTION ASSUME ASSUMPTION AXIOM BY CASE CHOOSE CONSTANT CONSTANTS COROLLARY DEF DEFINE DEFS DOMAIN ELSE ENABLED EXCEPT
    EXTENDS FALSE HAVE HIDE IF IN INSTANCE LAMBDA LEMMA LET LOCAL MODULE NEW OBVIOUS OMITTED ONLY OTHER PICK PROOF
    PROPOSITION PROVE QED RECURSIVE STATE STRING SUBSET SUFFICES TAKE TEMPORAL THEN THEOREM TRUE UNCHANGED UNION USE
    VARIABLE VARIABLES WITH WITNESS BOOLEAN
    Nat Int Real Infinity Seq Len Append Head Tail SubSeq SelectSeq Cardinality IsFiniteSet
    Print PrintT Assert JavaTime TLCGet TLCSet Permutations SortSeq RandomElement Any ToString TLCEval`
    .trim()
    .split(/\s+/);
