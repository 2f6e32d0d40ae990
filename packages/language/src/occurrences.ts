// Every name that a module writes: where it stands and what it means. What an editor navigates, renames and colours by.
//
// Words that are no references to the parser are names to a person: what a check overrides, the property or label it
// expects. They are here, too.
import type { AstNode } from 'langium';
import type { Place } from './diagnostic.ts';
import { environmentOf, visibleModules } from './environment.ts';
import type { Expectation, FaultlineAstType, Import, LabelPath, Module, Override } from './generated/ast.ts';
import {
    isAssert,
    isCheck,
    isExists,
    isExpectation,
    isFinal,
    isFn,
    isInvariant,
    isKnob,
    isLabel,
    isLabelPath,
    isOverride,
} from './generated/ast.ts';
import { targetOfOverride } from './override-target.ts';
import { placeOfProperty, uriOf } from './place.ts';
import { nameOf } from './scope.ts';
import { codeOf, isActor } from './threads.ts';
import type { WrittenReference } from './walk.ts';
import { nodesIn, referencesIn } from './walk.ts';

/** Any node, told apart by `$type`. */
export type SyntaxNode = FaultlineAstType[keyof FaultlineAstType];

export interface Occurrence {
    readonly place: Place;
    readonly role: 'declaration' | 'use';
    /** The node that writes the name: the declaration itself, or what holds the reference. */
    readonly node: SyntaxNode;
    /** What the name means; nothing where it is not declared, several for a label of many functions. */
    readonly targets: readonly SyntaxNode[];
}

const known = new WeakMap<Module, readonly Occurrence[]>();
const landmarks = new WeakMap<Module, readonly SyntaxNode[]>();

/** In the order of the text. The module is linked. */
export function occurrencesOf(module: Module): readonly Occurrence[] {
    let found = known.get(module);
    if (found === undefined) {
        const uses = Map.groupBy(referencesIn(module), ({ node }) => node);
        found = nodesIn(module)
            .flatMap(node => occurrencesIn(node as SyntaxNode, uses.get(node) ?? []))
            .filter(({ place }) => place.end > place.start)
            .toSorted((a, b) => a.place.start - b.place.start);
        known.set(module, found);
    }
    return found;
}

/** The name at an offset, or the one that ends there. */
export function occurrenceAt(module: Module, offset: number): Occurrence | undefined {
    const near = occurrencesOf(module).filter(({ place }) => place.start <= offset && offset <= place.end);
    return near.find(({ place }) => offset < place.end) ?? near[0];
}

/** Where a declaration says its name. */
export function placeOfName(node: AstNode): Place {
    return placeOfProperty(node, isCheck(node) ? 'title' : 'name');
}

/** The document an import leads to; nothing where there is none. */
export function importedUri(node: Import): string | undefined {
    const outcome = environmentOf(node).outcomes.get(node);
    return outcome?.kind === 'module' ? uriOf(outcome.module) : undefined;
}

function occurrencesIn(node: SyntaxNode, references: readonly WrittenReference[]): readonly Occurrence[] {
    if (isOverride(node)) return inOverride(node);
    if (isExpectation(node)) return inExpectation(node);
    if (isLabelPath(node)) return inLabelPath(node);
    const declared: readonly Occurrence[] =
        nameOf(node) === '' || isKnob(node)
            ? []
            : [{ place: placeOfName(node), role: 'declaration', node, targets: [node] }];
    const uses = references.flatMap(({ reference }): Occurrence[] => {
        const written = reference.$refNode;
        if (written === undefined) return [];
        const place = { uri: uriOf(node), start: written.offset, end: written.end };
        return [
            { place, role: 'use', node, targets: reference.ref === undefined ? [] : [reference.ref as SyntaxNode] },
        ];
    });
    return [...declared, ...uses];
}

function inOverride(node: Override): readonly Occurrence[] {
    const segments = node.target?.segments ?? [];
    const target = targetOfOverride(node);
    const use = (index: number, targets: readonly SyntaxNode[]): Occurrence => ({
        place: placeOfProperty(node.target, 'segments', index),
        role: 'use',
        node,
        targets,
    });
    switch (target.kind) {
        case 'param':
            return [use(segments.length - 1, [target.param])];
        case 'policy':
            return [use(0, [target.lock])];
        case 'knob':
        case 'unknown':
            return [];
    }
}

function inExpectation(node: Expectation): readonly Occurrence[] {
    if (node.verdict !== 'violation' || node.name === undefined) return [];
    const targets = visibleLandmarks(node).filter(
        one => !isLabel(one) && !isActorOrFn(one) && nameOf(one) === node.name,
    );
    return [{ place: placeOfProperty(node, 'name'), role: 'use', node, targets }];
}

function inLabelPath(node: LabelPath): readonly Occurrence[] {
    const { segments } = node;
    return segments.map((segment, index): Occurrence => {
        const isLast = index === segments.length - 1;
        const targets = visibleLandmarks(node).filter(
            one =>
                nameOf(one) === segment &&
                (isLast ? isLabel(one) && isInside(one, segments.slice(0, -1)) : isActorOrFn(one)),
        );
        return { place: placeOfProperty(node, 'segments', index), role: 'use', node, targets };
    });
}

/** Whether a label stands in the function or thread that the last of the names says; any copy will do. */
function isInside(label: AstNode, names: readonly string[]): boolean {
    const code = codeOf(label);
    return names.length === 0 || (code !== undefined && names.includes(nameOf(code)));
}

function visibleLandmarks(node: AstNode): readonly SyntaxNode[] {
    return visibleModules(node).flatMap(landmarksOf);
}

/** What checks speak of by name: properties, assertions, labels and the code around them. */
function landmarksOf(module: Module): readonly SyntaxNode[] {
    let found = landmarks.get(module);
    if (found === undefined) {
        found = (nodesIn(module) as readonly SyntaxNode[]).filter(
            one =>
                isInvariant(one) ||
                isFinal(one) ||
                isExists(one) ||
                (isAssert(one) && one.name !== undefined) ||
                isLabel(one) ||
                isActorOrFn(one),
        );
        landmarks.set(module, found);
    }
    return found;
}

function isActorOrFn(node: AstNode): boolean {
    return isFn(node) || isActor(node);
}
