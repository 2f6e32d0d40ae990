// The settings of a client, read with care: it may send anything.
import type { ServerSettings } from './protocol.ts';

export const DEFAULTS: ServerSettings = {
    check: 'onSave',
    limits: { states: 0, memory: 1024, seconds: 60 },
    codeLens: true,
    inlayHints: { steps: true, parameters: true },
};

/** What is missing or makes no sense has its default. */
export function readSettings(value: unknown): ServerSettings {
    const given = recordOf(value);
    const limits = recordOf(given.limits);
    const hints = recordOf(given.inlayHints);
    return {
        check: CHECK_WHEN.find(one => one === given.check) ?? DEFAULTS.check,
        limits: {
            states: amount(limits.states, DEFAULTS.limits.states),
            memory: amount(limits.memory, DEFAULTS.limits.memory),
            seconds: amount(limits.seconds, DEFAULTS.limits.seconds),
        },
        codeLens: truth(given.codeLens, DEFAULTS.codeLens),
        inlayHints: {
            steps: truth(hints.steps, DEFAULTS.inlayHints.steps),
            parameters: truth(hints.parameters, DEFAULTS.inlayHints.parameters),
        },
    };
}

const CHECK_WHEN = ['onSave', 'onType', 'manual'] as const;

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function amount(value: unknown, otherwise: number): number {
    return typeof value === 'number' && value >= 0 ? value : otherwise;
}

function truth(value: unknown, otherwise: boolean): boolean {
    return typeof value === 'boolean' ? value : otherwise;
}
