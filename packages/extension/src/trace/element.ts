// A document as plain data, so that what is drawn can be tested without a browser.

export interface Element {
    readonly tag: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly children: readonly (Element | string)[];
}

export type Child = Element | string | undefined;

/** Attributes that are undefined, and children that are, are left out. */
export function element(
    tag: string,
    attributes: Readonly<Record<string, string | undefined>>,
    ...children: readonly (Child | readonly Child[])[]
): Element {
    const given = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return {
        tag,
        attributes: Object.fromEntries(given),
        children: children.flat().filter(child => child !== undefined),
    };
}
