// Runs made shorter by replay: steps that an outcome does not need go, then the steps of one actor are brought together.
//
// Delta debugging of the schedule (A. Zeller, R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", TSE
// 2002): parts of it are left out, large ones first, those of one actor as well as those of all; what cannot happen without
// them is left out, too (as in C. Scott et al., "Minimizing Faulty Executions of Distributed Systems", NSDI 2016). It
// stays so where the rest still leads to the outcome. What is left needs each of its parts, but need not be the
// shortest there is; the shortest runs of a search that is breadth first and without reductions have no such parts.
//
// Invariant: what comes out is a run from the initial state on, with the same outcome at the same steps, never longer, and
// as long never with more context switches. Effort is counted in steps taken, not in time.

import { invariant } from '../broken-invariant.ts';
import { buildTrace } from '../build-trace.ts';
import type { AgentId, Executable } from '../executable.ts';
import { createExecutable } from '../executable.ts';
import { agentOf, choiceOf } from '../graph.ts';
import { STATUS } from '../memory/memory.ts';
import type { Program } from '../program.ts';
import type { Outlook } from '../property/outlook.ts';
import { createOutlook } from '../property/outlook.ts';
import { refute } from '../replay.ts';
import { isContext, switchesAlong } from '../switches.ts';
import type { Witness } from '../verdict.ts';
import type { Goal, Told } from './goal.ts';
import { goalOf, showsInMove } from './goal.ts';
import type { Move, Run } from './schedule.ts';
import { canBe, labelsOf, runAlong } from './schedule.ts';

export type Shorten = (witness: Witness) => Witness;

/** How many steps may be taken for all that is shortened; each run may take half of what is left. */
const EFFORT = 400_000;
/** How many steps pass between two questions whether to stop. */
const PERIOD = 1000;

/** What is told is told no longer than before, whether there is time or not. */
export function createShortener(program: Program, isStopped: () => boolean, effort: number = EFFORT): Shorten {
    const executable = createExecutable(program);
    let left = effort;
    return witness => {
        const { trace } = witness;
        if (trace === undefined || trace.events.length < 2 || isStopped()) return witness;
        const budget = { left: Math.floor(left / 2) };
        left -= budget.left;
        const outlook = createOutlook(executable, createSpender(budget, isStopped));
        let told: Told = { ...witness, trace };
        // a cycle that is gone round from another state may be entered earlier
        for (let before: Told | undefined; before !== told; ) {
            before = told;
            told = shorten(executable, outlook, told);
        }
        left += budget.left;
        const why = refute(program, told);
        invariant(why === undefined, `a run that was made shorter replays: ${why}`);
        return told;
    };
}

/** Takes a step from what is left; answers whether there was one. */
function createSpender(budget: { left: number }, isStopped: () => boolean): () => boolean {
    return () => {
        if (budget.left <= 0) return false;
        budget.left--;
        if (budget.left % PERIOD === 0 && isStopped()) budget.left = 0;
        return true;
    };
}

/** The same, if it is no better. */
function shorten(executable: Executable, outlook: Outlook, witness: Told): Told {
    const { program } = executable;
    const whole = runAlong(executable, witness.trace);
    const end = witness.trace.cycleStart ?? whole.moves.length - (showsInMove(witness) ? 1 : 0);
    const stem = { moves: whole.moves.slice(0, end), states: whole.states.slice(0, end + 1) };
    const shortenTo = (run: Run, goal: Goal): Run => {
        const player = createPlayer(executable, outlook, goal);
        return gathered(program, goal, player, leftOver(player, run));
    };
    const goal = goalOf(executable, outlook, witness, whole, end, shortenTo);
    const { moves, states } = shortenTo(stem, goal);
    const labels = labelsOf([...moves, ...goal.rest(states.at(-1)!)]);
    const before = labelsOf(whole.moves);
    const isBetter =
        labels.length < before.length ||
        (labels.length === before.length && switchesAlong(program, labels) < switchesAlong(program, before));
    if (!isBetter) return witness;
    const cycleStart = witness.trace.cycleStart === undefined ? undefined : moves.length;
    const better = { ...witness, trace: buildTrace(executable, labels, cycleStart) };
    // a store buffer may let out what another step has issued
    const isElsewhere = showsInMove(witness) && lastStepOf(better) !== lastStepOf(witness);
    return isElsewhere ? witness : better;
}

function lastStepOf({ trace }: Told): string {
    const { actor, step } = trace.events.at(-1)!;
    return `${actor}@${step}`;
}

interface Player {
    /** The run without the moves at these places, and without those that cannot happen then; `undefined`: it misses its goal. */
    readonly without: (run: Run, places: ReadonlySet<number>) => Run | undefined;
    /** The same moves in another order, the first `same` as before; `undefined`: they cannot happen so, or miss the goal. */
    readonly reordered: (run: Run, moves: readonly Move[], same: number) => Run | undefined;
    readonly isStopped: () => boolean;
}

function createPlayer(executable: Executable, outlook: Outlook, goal: Goal): Player {
    const { layout } = executable;
    let isStopped = false;
    let state = new Int32Array(layout.size);
    let after = new Int32Array(layout.size);
    /** Whether the move can happen; then it has. */
    const take = (move: Move): boolean => {
        isStopped ||= !outlook.spend();
        if (isStopped || !canBe(executable, move, state)) return false;
        if (executable.fire(agentOf(move.label), choiceOf(move.label), state, after) !== STATUS.done) return false;
        if (outlook.isBroken(after)) return false;
        [state, after] = [after, state];
        return true;
    };
    /** With all its states, which are not kept for what misses its goal. */
    const noted = (run: Run, same: number, moves: readonly Move[]): Run => {
        state.set(run.states[same]!);
        const states = run.states.slice(0, same + 1);
        for (const { label } of moves.slice(same)) {
            executable.fire(agentOf(label), choiceOf(label), state, after);
            [state, after] = [after, state];
            states.push(state.slice());
        }
        return { moves, states };
    };
    return {
        isStopped: () => isStopped,
        without: (run, places) => {
            const same = Math.min(...places);
            state.set(run.states[same]!);
            const moves = run.moves.slice(0, same);
            for (let place = same; place < run.moves.length; place++) {
                if (!places.has(place) && take(run.moves[place]!)) moves.push(run.moves[place]!);
            }
            return !isStopped && goal.isReached(state, moves) ? noted(run, same, moves) : undefined;
        },
        reordered: (run, moves, same) => {
            state.set(run.states[same]!);
            for (const move of moves.slice(same)) if (!take(move)) return undefined;
            return goal.isReached(state, moves) ? noted(run, same, moves) : undefined;
        },
    };
}

// ------------------------------------------------------------------------------------------ leaving out, gathering

/** A run without what its goal does not need, as far as leaving out one part after the other shows it. */
function leftOver(player: Player, run: Run): Run {
    let best = run;
    for (let length = Number.POSITIVE_INFINITY; best.moves.length < length && !player.isStopped(); ) {
        length = best.moves.length;
        for (const agent of new Set(best.moves.map(({ label }) => agentOf(label)))) {
            best = withoutParts(player, best, move => agentOf(move.label) === agent);
        }
        best = withoutParts(player, best, () => true);
    }
    return best;
}

/** Leaves out parts of the moves that count, each half as long as those before, from the end. */
function withoutParts(player: Player, run: Run, counts: (move: Move) => boolean): Run {
    let best = run;
    const placesIn = ({ moves }: Run): readonly number[] => [...moves.keys()].filter(place => counts(moves[place]!));
    let places = placesIn(best);
    for (let size = places.length; size >= 1 && !player.isStopped(); size = Math.floor(size / 2)) {
        for (let end = places.length; end > 0 && !player.isStopped(); end = Math.min(end - size, places.length)) {
            const shorter = player.without(best, new Set(places.slice(Math.max(0, end - size), end)));
            if (shorter === undefined) continue;
            best = shorter;
            places = placesIn(best);
        }
    }
    return best;
}

/** The same moves with fewer context switches: a stretch of an actor's moves is brought to another one of the same actor. */
function gathered(program: Program, goal: Goal, player: Player, run: Run): Run {
    let best = run;
    for (let better: Run | undefined = best; better !== undefined && !player.isStopped(); ) {
        best = better;
        better = gatheredOnce(program, goal, player, best);
    }
    return best;
}

function gatheredOnce(program: Program, goal: Goal, player: Player, run: Run): Run | undefined {
    // what follows stays where it is, but somebody may be brought to it
    const rest = goal.rest(run.states.at(-1)!).slice(0, 1);
    const all = [...run.moves, ...rest];
    const switches = switchesAlong(program, labelsOf(all));
    const stretches = stretchesOf(program, all);
    for (const [i, later] of stretches.entries()) {
        const earlier = stretches.slice(0, i).findLast(({ actor }) => actor === later.actor);
        if (earlier === undefined) continue;
        const isMovable = later.places.at(-1)! < run.moves.length;
        const orders = [
            ...(isMovable ? [moved(all, later.places, earlier.places.at(-1)! + 1)] : []),
            moved(all, earlier.places, later.places[0]!),
        ];
        for (const order of orders) {
            if (switchesAlong(program, labelsOf(order)) >= switches) continue;
            const moves = order.slice(0, run.moves.length);
            const found = player.reordered(run, moves, earlier.places[0]!);
            if (found !== undefined) return found;
        }
    }
    return undefined;
}

interface Stretch {
    readonly actor: AgentId;
    readonly places: number[];
}

/** The moves of one actor after the other; those of store buffers and of the machine are in none. */
function stretchesOf(program: Program, moves: readonly Move[]): readonly Stretch[] {
    const stretches: Stretch[] = [];
    for (const [place, { label }] of moves.entries()) {
        const actor = agentOf(label);
        if (!isContext(program, actor)) continue;
        if (stretches.at(-1)?.actor === actor) stretches.at(-1)!.places.push(place);
        else stretches.push({ actor, places: [place] });
    }
    return stretches;
}

/** With the moves at these places in front of the one at `to`. */
function moved(moves: readonly Move[], places: readonly number[], to: number): readonly Move[] {
    const stays = (place: number): boolean => !places.includes(place);
    return [
        ...moves.slice(0, to).filter((_, place) => stays(place)),
        ...places.map(place => moves[place]!),
        ...moves.slice(to).filter((_, place) => stays(to + place)),
    ];
}
