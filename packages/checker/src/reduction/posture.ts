// What an agent does in a state, as far as the choice of agents depends on it: where it rests, and which claims do not hold.
//
// There are few of these, and the same ones come again and again: each is made once, and has a number. What is decided
// for a state depends on the numbers of its agents only.
import type { Generator } from '../codegen/generate.ts';
import type { AgentId, Executable } from '../executable.ts';
import { ENTRY } from '../layout.ts';
import type { Packing } from '../packing.ts';
import type { ActorId, CpuId } from '../program.ts';
import type { Future, Place, Places, Touched } from './future.ts';
import { MEETS } from './future.ts';

export interface Posture {
    /** From 1. */
    readonly number: number;
    readonly agent: AgentId;
    readonly cpu: CpuId;
    readonly isFlush: boolean;
    readonly place: Place | undefined;
    /** The claims that do not hold, and those of them that the transition from here needs. */
    readonly broken: number;
    readonly waits: number;
    /** Whether it is able to step, as far as is seen here; an agent that is not has a claim that does not hold. */
    readonly isAble: boolean;
    readonly now: Touched;
    readonly metBy: Place['metBy'];
    readonly future: Future;
    /** Whether it may have to wait for its store buffer. */
    readonly waitsForBuffer: boolean;
    readonly isVisible: boolean;
    readonly isOptional: boolean;
    readonly isForbidden: boolean;
}

/** About the state `from` of a generator. */
export interface Postures {
    /** Their numbers, by agent; 0 for one that has ended, or an empty buffer. Written by `look`. */
    readonly key: Int32Array;
    readonly look: () => void;
    /** All that may do something, in the order of agents. Written by `look`. */
    readonly live: readonly Posture[];
    /** The posture of one actor, without a look at the others. */
    readonly of: (actor: ActorId) => Posture | undefined;
    /** Whether another actor that is able to step surely interferes with that transition: what claims hold is not asked. */
    readonly isMet: (place: Place, actor: ActorId) => boolean;
}

/** What else a posture is made of. */
interface Traits {
    readonly isVisible: (isVisible: boolean) => boolean;
    /** At a program counter, 0 for a store buffer. */
    readonly isForbidden: (agent: AgentId, counter: number) => boolean;
}

/** An actor where it rests. */
interface Seat {
    readonly place: Place;
    readonly counter: number;
    heat: number;
    /** Which claims do not hold. */
    code: (() => number) | undefined;
    /** By the claims that do not hold, twice, and 1 where it waits for its buffer. */
    readonly near: (Posture | undefined)[];
    readonly far: Map<number, Posture>;
}

/** How often claims are asked before code is made for them. */
const HOT = 200;

/** Keys below this are found in an array. */
const NEAR = 1 << 8;

export function createPostures(
    { program, layout }: Executable,
    places: Places,
    generator: Generator,
    packing: Packing,
    traits: Traits,
): Postures {
    const { from } = generator;
    const { word, shift, mask } = packing.fields;
    const actors = program.actors.length;
    let count = 0;
    const counters = layout.actors.map(({ counter, steps }, actor) => ({
        actor,
        steps,
        cpu: program.actors[actor]!.cpu,
        word: word[counter]!,
        shift: shift[counter]!,
        mask: mask[counter]!,
        buffer: layout.buffers[program.actors[actor]!.cpu],
        /** By program counter. */
        seats: new Array<Seat | undefined>(steps.length + 1).fill(undefined),
    }));
    const buffers = layout.buffers.flatMap((buffer, cpu) => (buffer === undefined ? [] : [{ buffer, cpu }]));
    const key = new Int32Array(actors + buffers.length);
    const live: Posture[] = [];
    /** The state at hand. */
    const vector = new Int32Array(layout.size);

    /** The claims that do not hold; by closures, until there is code. */
    const ask = (seat: Seat, actor: ActorId): number => {
        const { claims } = seat.place;
        if (claims.length === 0) return 0;
        if (seat.heat++ === HOT) {
            const conditions = claims.map(({ condition }) => condition);
            seat.code = generator.broken(conditions, actor);
        }
        if (seat.code !== undefined) return seat.code();
        packing.unpack(from, 0, vector);
        let bits = 0;
        for (let i = 0; i < claims.length; i++) if (claims[i]!.holds(vector) === 0) bits |= 1 << i;
        return bits;
    };
    const seatOf = (actor: ActorId): Seat | undefined => {
        const at = counters[actor]!;
        const counter = (from[at.word]! >>> at.shift) & at.mask;
        if (counter === 0) return undefined;
        let seat = at.seats[counter];
        if (seat === undefined) {
            const place = places.place(actor, at.steps[counter - 1]!);
            seat = { place, counter, heat: 0, code: undefined, near: [], far: new Map() };
            at.seats[counter] = seat;
        }
        return seat;
    };
    const postureOf = (actor: ActorId): Posture | undefined => {
        const seat = seatOf(actor);
        if (seat === undefined) return undefined;
        const at = counters[actor]!;
        const broken = ask(seat, actor);
        const { buffer: kind } = seat.place;
        let waitsForBuffer = 0;
        if (kind !== 'none' && at.buffer !== undefined) {
            const waiting = packing.read(from, 0, at.buffer.length);
            if (kind === 'waits' ? waiting > 0 : waiting === at.buffer.capacity) waitsForBuffer = 1;
        }
        const known = 2 * broken + waitsForBuffer;
        const found = known < NEAR ? seat.near[known] : seat.far.get(known);
        if (found !== undefined) return found;
        const made = create(actor, at.cpu, seat, broken, waitsForBuffer === 1);
        if (known < NEAR) seat.near[known] = made;
        else seat.far.set(known, made);
        return made;
    };
    const create = (
        actor: ActorId,
        cpu: CpuId,
        { place, counter }: Seat,
        broken: number,
        waitsForBuffer: boolean,
    ): Posture => {
        const waits = broken & ((1 << place.here) - 1);
        return {
            number: ++count,
            agent: actor,
            cpu,
            isFlush: false,
            place,
            broken,
            waits,
            isAble: waits === 0,
            now: place.now,
            metBy: place.metBy,
            future: place.future(broken),
            waitsForBuffer,
            isVisible: traits.isVisible(place.isVisible),
            isOptional: place.isOptional,
            isForbidden: traits.isForbidden(actor, counter),
        };
    };

    /** Postures of store buffers, by what is in them. */
    const flushes = new Map<string, Posture>();
    const flushOf = ({ buffer, cpu }: (typeof buffers)[number]): Posture | undefined => {
        const waiting = packing.read(from, 0, buffer.length);
        if (waiting === 0) return undefined;
        const entries = Array.from(
            { length: waiting },
            (_, entry) => packing.read(from, 0, buffer.first + ENTRY.slots * entry + ENTRY.what) - 1,
        );
        const name = `${cpu}: ${entries.join(' ')}`;
        const known = flushes.get(name);
        if (known !== undefined) return known;
        const touched = entries.map(what => places.entry(what, cpu));
        const [oldest] = touched;
        const made: Posture = {
            number: ++count,
            agent: actors + cpu,
            cpu,
            isFlush: true,
            place: undefined,
            broken: 0,
            waits: 0,
            isAble: true,
            now: oldest!,
            metBy: oldest!.metBy,
            future: places.contents(touched, cpu),
            waitsForBuffer: false,
            isVisible: traits.isVisible(oldest!.isVisible),
            isOptional: false,
            isForbidden: traits.isForbidden(actors + cpu, 0),
        };
        flushes.set(name, made);
        return made;
    };

    return {
        key,
        live,
        look: () => {
            let place = 0;
            for (let actor = 0; actor < actors; actor++) {
                const posture = postureOf(actor);
                key[actor] = posture === undefined ? 0 : posture.number;
                if (posture !== undefined) live[place++] = posture;
            }
            for (let i = 0; i < buffers.length; i++) {
                const posture = flushOf(buffers[i]!);
                key[actors + i] = posture === undefined ? 0 : posture.number;
                if (posture !== undefined) live[place++] = posture;
            }
            live.length = place;
        },
        of: postureOf,
        isMet: (place, actor) => {
            for (let other = 0; other < actors; other++) {
                if (other === actor) continue;
                const least = seatOf(other)?.place.least;
                if (least !== undefined && (place.metBy(least) & MEETS.later) !== 0) return true;
            }
            return false;
        },
    };
}
