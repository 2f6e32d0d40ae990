// The invariants, asked of every state that is new: by closures at first, by generated code when there are many states.
import type { Generator } from './codegen/generate.ts';
import type { Executable } from './executable.ts';
import type { Packing } from './packing.ts';
import type { Property } from './program.ts';

export interface Invariants {
    /** Those that the packed state at `offset` breaks; adds those that cannot be read there. */
    readonly broken: (states: Int32Array, offset: number, unreadable: Set<Property>) => readonly Property[];
}

/** Made when it pays. */
interface Claims {
    readonly holds: (() => boolean) | undefined;
    readonly isUnreadable: (() => boolean) | undefined;
}

export function createInvariants(
    executable: Executable,
    packing: Packing,
    generator: Generator,
    hot: number,
): Invariants {
    const invariants = executable.properties.filter(({ property }) => property.kind === 'invariant');
    const state = new Int32Array(executable.layout.size);
    const claims: Claims[] = invariants.map(() => ({ holds: undefined, isUnreadable: undefined }));
    let asked = 0;
    const generateAll = (): void => {
        for (const [i, { property }] of invariants.entries()) {
            const { holds, unreadable } = property;
            claims[i] = {
                holds: generator.claim(holds),
                isUnreadable: unreadable && generator.claim(unreadable),
            };
        }
    };
    return {
        broken: (states, offset, unreadable) => {
            if (invariants.length === 0) return NONE;
            if (asked++ === hot) generateAll();
            if (asked > hot)
                for (let word = 0; word < packing.words; word++) generator.into[word] = states[offset + word]!;
            let isUnpacked = false;
            const unpacked = (): Int32Array => {
                if (!isUnpacked) packing.unpack(states, offset, state);
                isUnpacked = true;
                return state;
            };
            let broken: Property[] | undefined;
            for (let i = 0; i < invariants.length; i++) {
                const { property, holds, unreadable: isUnreadable } = invariants[i]!;
                const claim = claims[i]!;
                if (isUnreadable !== undefined) {
                    const cannot =
                        claim.isUnreadable === undefined ? isUnreadable(unpacked()) !== 0 : claim.isUnreadable();
                    if (cannot) unreadable.add(property);
                }
                if (claim.holds === undefined ? holds(unpacked()) !== 0 : claim.holds()) continue;
                broken ??= [];
                broken.push(property);
            }
            return broken ?? NONE;
        },
    };
}

const NONE: readonly Property[] = [];
