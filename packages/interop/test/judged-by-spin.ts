// What of a verdict spin can confirm, read off the graph of the reference search.
import type { Program } from '@faultline/checker';
import type { ReferenceResult } from '@faultline/checker/reference';
import { isObliged, isTrueIn, nameOf } from '@faultline/checker/reference';

/** The flags that an exported program must report: cuts, discards, and the judgements of states without a step. */
export function judgedBySpin(program: Program, { graph }: ReferenceResult): readonly string[] {
    const flags = new Set<string>();
    for (const { state, isCut, edges } of graph.nodes) {
        const failing = (kind: 'invariant' | 'final') =>
            program.properties.filter(property => property.kind === kind && !isTrueIn(program, state, property.holds));
        for (const { target } of edges) {
            if (typeof target === 'object')
                flags.add(target.outcome === undefined ? 'discarded' : nameOf(target.outcome));
        }
        if (isCut) {
            for (const { outcome } of failing('invariant')) flags.add(nameOf(outcome));
        } else if (edges.length === 0) {
            if (program.actors.some((_, actor) => isObliged(program, state, actor))) {
                flags.add('deadlock');
                continue;
            }
            for (const { outcome } of failing('final')) flags.add(nameOf(outcome));
            for (const { kind, outcome, holds } of program.properties) {
                if (kind === 'exists' && isTrueIn(program, state, holds)) flags.add(`found ${outcome.name}`);
            }
        }
    }
    return [...flags].map(flag => flag.replace(/[^A-Za-z0-9]+/g, '_')).sort();
}
