// Two actors that can change places: a renaming of actors, CPUs, steps, elements, objects and values that turns the program into itself.
//
// Nothing is assumed to be symmetric. The renaming is guessed by walking the code of both actors side by side: where one writes
// 1 and the other 2, the values 1 and 2 of that cell change places, where they use different elements, these do. A guess that
// is found to be wrong is extended, until a walk through the code of all actors finds nothing more. That last walk is the
// proof: each step of each actor, renamed, is the step of the actor it is renamed to. What cannot be told is no symmetry.
//
// What is guessed so far is in `guess.ts`, the comparison in `walk.ts`.
import type { Executable } from '../executable.ts';
import type { ActorId, CpuId, Program } from '../program.ts';
import type { Watch } from '../watch.ts';
import type { Automorphism } from './guess.ts';
import { createGuess, isSameDomain } from './guess.ts';
import type { SymmetryMistake } from './mistakes.ts';
import { isSameSet } from './relation.ts';
import type { Known } from './walk.ts';
import { createWalk } from './walk.ts';

/** The renaming that lets two actors change places; `undefined`: there is none, none is found, or it was tried. */
export function findAutomorphism(
    executable: Executable,
    a: ActorId,
    b: ActorId,
    trials: Trials,
    watch: Watch,
    mistake?: SymmetryMistake,
): Automorphism | undefined {
    // what waits in a store buffer is not renamed
    if (executable.layout.buffers.some(buffer => buffer !== undefined)) return undefined;
    const actors = actorsRenamed(executable.program, a, b);
    if (actors === undefined) return undefined;
    const key = actors.join();
    if (trials.tried.has(key) || trials.inVain > MOST_IN_VAIN) return undefined;
    const guess = createGuess(executable, a, b, actors, mistake);
    let compared = 0;
    const counting: Watch = {
        tick: () => {
            compared++;
            watch.tick();
        },
    };
    const walk = createWalk(executable, guess, trials.nonzero, counting, mistake);
    let isOutOfFacts = false;
    for (let round = 0; round < MOST_ROUNDS && !guess.isRefuted; round++) {
        guess.hasChanged = false;
        guess.mayChoose = isOutOfFacts;
        const holds = walk();
        if (!guess.hasChanged && holds && !guess.isRefuted) return guess.finish();
        if (!guess.hasChanged && isOutOfFacts) break;
        isOutOfFacts = !guess.hasChanged;
    }
    trials.inVain += compared;
    trials.tried.add(key);
    return undefined;
}

/** What was tried before in vain, and what is known of actors. */
export interface Trials {
    readonly nonzero: Known;
    readonly tried: Set<string>;
    /** How many expressions were compared in vain. */
    inVain: number;
}

/** After that nothing more is tried: a quarter of a second or so. */
const MOST_IN_VAIN = 300_000;

/** Each extends the guess, so there are not many. */
const MOST_ROUNDS = 50;

/** The two change places, and so does what belongs to their CPUs, in its order. */
function actorsRenamed(program: Program, a: ActorId, b: ActorId): readonly ActorId[] | undefined {
    const actors = program.actors.map((_, actor) => actor);
    const [cpuA, cpuB] = [program.actors[a]!.cpu, program.actors[b]!.cpu];
    const onCpu = (cpu: CpuId, but: ActorId): readonly ActorId[] =>
        actors.filter(actor => program.actors[actor]!.cpu === cpu && actor !== but);
    const pairs = cpuA === cpuB ? [[a, b] as const] : zip([a, ...onCpu(cpuA, a)], [b, ...onCpu(cpuB, b)]);
    if (pairs === undefined) return undefined;
    const renamed = [...actors];
    for (const [one, other] of pairs) {
        if (!isAlike(program, one, other)) return undefined;
        renamed[one] = other;
        renamed[other] = one;
    }
    return renamed;
}

function zip(one: readonly ActorId[], other: readonly ActorId[]): readonly (readonly [ActorId, ActorId])[] | undefined {
    return one.length === other.length ? one.map((actor, at) => [actor, other[at]!] as const) : undefined;
}

function isAlike(program: Program, a: ActorId, b: ActorId): boolean {
    const [one, other] = [program.actors[a]!, program.actors[b]!];
    return (
        one.kind === other.kind &&
        one.obliged === other.obliged &&
        (one.entry === undefined) === (other.entry === undefined) &&
        one.registers.length === other.registers.length &&
        one.registers.every(({ domain }, register) => isSameDomain(domain, other.registers[register]!.domain)) &&
        isSameSet(one.liveAtEnd, other.liveAtEnd)
    );
}
