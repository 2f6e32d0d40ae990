// Who calls whom: functions, and the threads and handlers that run them.
import type { Place, Script, SyntaxNode } from '@faultline/language';
import {
    isDevice,
    isEvent,
    isExternFn,
    isFn,
    isInterrupt,
    isThread,
    nameOf,
    occurrenceAt,
    occurrencesOf,
    placeOf,
    placeOfName,
} from '@faultline/language';
import { keyOf } from '../navigation/references.ts';

export interface CallItem {
    readonly name: string;
    readonly kind: 'function' | 'thread';
    readonly place: Place;
    readonly selection: Place;
}

export interface CallLink {
    readonly item: CallItem;
    /** Where the calls stand, in the document of the caller. */
    readonly calls: readonly Place[];
}

/** What is under the pointer, if it can call or be called. */
export function callItemAt({ module }: Script, offset: number): CallItem | undefined {
    const [target] = occurrenceAt(module, offset)?.targets ?? [];
    return target !== undefined && isCallable(target) ? itemOf(target) : undefined;
}

export function incomingCalls(scripts: readonly Script[], item: CallItem): readonly CallLink[] {
    const callers = new Map<string, { readonly item: CallItem; readonly calls: Place[] }>();
    for (const { targets, node, place, role } of uniqueModules(scripts).flatMap(module => occurrencesOf(module))) {
        if (role === 'declaration' || !targets.some(target => isSame(target, item))) continue;
        const caller = codeAround(node);
        if (caller === undefined) continue;
        const key = keyOf(caller);
        const known = callers.get(key) ?? { item: itemOf(caller), calls: [] };
        known.calls.push(place);
        callers.set(key, known);
    }
    return [...callers.values()];
}

export function outgoingCalls(scripts: readonly Script[], item: CallItem): readonly CallLink[] {
    const called = new Map<string, { readonly item: CallItem; readonly calls: Place[] }>();
    const module = uniqueModules(scripts).find(one => one.$document?.uri.toString() === item.place.uri);
    if (module === undefined) return [];
    for (const { targets, place, role } of occurrencesOf(module)) {
        const [target] = targets;
        if (role === 'declaration' || place.start < item.place.start || place.end > item.place.end) continue;
        if (!isFn(target) && !isExternFn(target)) continue;
        const known = called.get(keyOf(target)) ?? { item: itemOf(target), calls: [] };
        known.calls.push(place);
        called.set(keyOf(target), known);
    }
    return [...called.values()];
}

function uniqueModules(scripts: readonly Script[]): readonly Script['module'][] {
    const byUri = new Map<string, Script['module']>();
    for (const { modules } of scripts) for (const one of modules) byUri.set(one.$document?.uri.toString() ?? '', one);
    for (const { uri, module } of scripts) byUri.set(uri, module);
    return [...byUri.values()];
}

function isSame(node: SyntaxNode, { selection }: CallItem): boolean {
    const { uri, start } = placeOfName(node);
    return uri === selection.uri && start === selection.start;
}

function isActor(node: SyntaxNode): boolean {
    return isThread(node) || isDevice(node) || isInterrupt(node) || isEvent(node);
}

function isCallable(node: SyntaxNode): boolean {
    return isFn(node) || isExternFn(node) || isActor(node);
}

function codeAround(node: SyntaxNode): SyntaxNode | undefined {
    for (let one: SyntaxNode | undefined = node; one !== undefined; one = one.$container as SyntaxNode | undefined) {
        if (isFn(one) || isActor(one)) return one;
    }
    return undefined;
}

function itemOf(node: SyntaxNode): CallItem {
    const kind = isActor(node) ? 'thread' : 'function';
    return { name: nameOf(node), kind, place: placeOf(node), selection: placeOfName(node) };
}
