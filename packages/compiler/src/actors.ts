// Who acts: threads, replicated or not, daemons, devices, interrupts, events and RCU callbacks, each with its CPU.
import type { ActorKind } from '@faultline/checker';
import type {
    Call,
    Device,
    Event,
    Free,
    Interrupt,
    MachineActor,
    Mm,
    Script,
    SyntaxNode,
    Thread,
    Typing,
} from '@faultline/language';
import { isDevice, isEvent, isFn, isInterrupt, isMachineActor, isNameReference, isThread } from '@faultline/language';
import type { ActorPlan } from './context.ts';

import type { Related } from './reach.ts';
import { reachFrom } from './reach.ts';

export type ActorNode = Thread | Device | Interrupt | Event | MachineActor;

/** Actors that share their code: one, or the members of a replicated group. */
export interface ActorGroup {
    readonly node: ActorNode | Call | Free;
    readonly members: readonly ActorPlan[];
}

export interface Cast {
    readonly groups: readonly ActorGroup[];
    /** Indexed by ActorId. */
    readonly actors: readonly ActorPlan[];
    readonly cpus: readonly string[];
    /** The members that a declaration stands for; none where its `if` is false. */
    readonly membersOf: (node: SyntaxNode) => readonly ActorPlan[];
    /** The address space that a thread runs in. */
    readonly mmOf: (actor: ActorPlan) => Mm | undefined;
    /** The threads of an address space. */
    readonly actorsIn: (mm: Mm) => readonly ActorPlan[];
}

/** The actor declarations whose `if` is not false, in the order of the modules. */
export function actorNodes(script: Script, typing: Typing): readonly ActorNode[] {
    return script.modules
        .flatMap(module => module.declarations)
        .filter(
            (declaration): declaration is ActorNode =>
                isThread(declaration) ||
                isDevice(declaration) ||
                isInterrupt(declaration) ||
                isEvent(declaration) ||
                isMachineActor(declaration),
        )
        .filter(node => node.condition === undefined || typing.constant(node.condition) !== 0);
}

export function castOf(nodes: readonly ActorNode[], typing: Typing, related: Related = () => []): Cast {
    const cpus: string[] = [];
    const actors: ActorPlan[] = [];
    const groups: ActorGroup[] = [];
    const byNode = new Map<SyntaxNode, readonly ActorPlan[]>();
    const cpuNamed = (name: string): number => {
        const known = cpus.indexOf(name);
        return known >= 0 ? known : cpus.push(name) - 1;
    };
    const enlist = (
        node: ActorGroup['node'],
        name: string,
        kind: ActorKind,
        size: number,
        extra: (index: number) => Pick<ActorPlan, 'cpu' | 'interrupts' | 'callback'>,
        isReplicated: 'replicated' | 'single',
    ): void => {
        const first = actors.length;
        const members = Array.from({ length: size }, (_, index): ActorPlan => {
            const label = isReplicated === 'replicated' ? `${name}[${index}]` : name;
            return { id: first + index, name: label, kind, group: { name, first, index, size }, ...extra(index) };
        });
        actors.push(...members);
        groups.push({ node, members });
        byNode.set(node, members);
    };
    const PLAIN = { interrupts: undefined, callback: undefined };
    for (const node of nodes.filter(isPlaced)) cpuNamed(node.cpu!);

    // Handlers come after the threads that they may be taken in.
    for (const node of nodes) {
        if (isInterrupt(node) || isMachineActor(node)) continue;
        const kind: ActorKind = isThread(node) ? node.kind : isDevice(node) ? 'device' : 'event';
        const size = isThread(node) && node.count !== undefined ? Math.max(0, typing.constant(node.count) ?? 1) : 1;
        const isReplicated = isThread(node) && node.count !== undefined ? 'replicated' : 'single';
        const placed = isPlaced(node) ? node.cpu : undefined;
        enlist(
            node,
            node.name,
            kind,
            size,
            index => ({
                cpu: cpuNamed(
                    placed ?? (isReplicated === 'replicated' ? `cpu of ${node.name}[${index}]` : `cpu of ${node.name}`),
                ),
                ...PLAIN,
            }),
            isReplicated,
        );
    }
    for (const node of nodes) {
        if (!isInterrupt(node)) continue;
        const threads = node.thread?.ref === undefined ? undefined : (byNode.get(node.thread.ref) ?? []);
        // Each copy of the thread has a handler of its own.
        const places = threads ?? [undefined];
        const members: ActorPlan[] = [];
        places.forEach((thread, index) => {
            const name = places.length > 1 ? `${node.name}[${index}]` : node.name;
            const cpu = thread?.cpu ?? cpuNamed(node.cpu ?? '');
            enlist(node, name, 'interrupt', 1, () => ({ cpu, interrupts: thread?.id, callback: undefined }), 'single');
            members.push(...(byNode.get(node) ?? []));
        });
        byNode.set(node, members);
    }
    for (const { node, members } of [...groups]) {
        const reach = reachFrom([node], related);
        for (const site of reach.callbacks) {
            enlist(
                site,
                `${callbackName(site)} (${members[0]?.group.name ?? ''})`,
                'callback',
                members.length,
                index => ({
                    cpu: cpuNamed(`cpu of ${callbackName(site)} for ${members[index]!.name} (${groups.length})`),
                    interrupts: undefined,
                    callback: { caller: members[index]!.id, site },
                }),
                members.length > 1 ? 'replicated' : 'single',
            );
        }
    }
    const mmOf = (actor: ActorPlan): Mm | undefined => {
        const thread = nodes.find(node => isThread(node) && byNode.get(node)?.includes(actor));
        return thread !== undefined && isThread(thread) ? thread.mm?.ref : undefined;
    };
    // The machine has to do with those CPUs alone that run threads of some address space.
    const used = [...new Set(actors.filter(actor => mmOf(actor) !== undefined).map(actor => actor.cpu))];
    for (const node of nodes) {
        if (!isMachineActor(node)) continue;
        const members: ActorPlan[] = [];
        for (const cpu of used) {
            enlist(node, `${node.name} of ${cpus[cpu]}`, 'machine', 1, () => ({ cpu, ...PLAIN }), 'single');
            members.push(...(byNode.get(node) ?? []));
        }
        byNode.set(node, members);
    }
    return {
        groups,
        actors,
        cpus,
        membersOf: node => byNode.get(node) ?? [],
        mmOf,
        actorsIn: mm => actors.filter(actor => mmOf(actor) === mm),
    };
}

/** The function that a callback runs; `kfree_rcu` frees. */
function callbackName(site: Call | Free): string {
    if (site.$type === 'Free') return 'kfree_rcu';
    const named = callbackFunction(site);
    return named?.name ?? 'call_rcu';
}

export function callbackFunction(site: Call) {
    const [, fn] = site.arguments;
    if (fn === undefined || !isNameReference(fn.value)) return undefined;
    const { ref } = fn.value.reference;
    return isFn(ref) ? ref : undefined;
}

const isPlaced = (node: ActorNode): node is Thread | Interrupt =>
    (isThread(node) || isInterrupt(node)) && node.cpu !== undefined;
