// From text to syntax. The parser recurses, so what is too large or nested too deeply is told before it begins.
import type { LangiumCoreServices, LangiumDocument } from 'langium';
import { DocumentState, URI } from 'langium';
import type { Diagnostic } from './diagnostic.ts';
import { nestedTooDeeply, tooDeep } from './diagnostics/nested-too-deeply.ts';
import { notText } from './diagnostics/not-text.ts';
import { syntaxErrors } from './diagnostics/syntax-error.ts';
import { tooLarge } from './diagnostics/too-large.ts';
import type { Module } from './generated/ast.ts';
import { createServices } from './services.ts';

export interface Parsed {
    readonly uri: string;
    readonly text: string;
    readonly module: Module;
    /** What is wrong with its syntax. */
    readonly diagnostics: readonly Diagnostic[];
}

/** A parser that answers for any text; after a text that broke it, it starts afresh. */
export function createParser(): (uri: string, text: string) => Parsed {
    let services = createServices();
    return (uri, text) => {
        const refused = (diagnostic: Diagnostic): Parsed => ({
            uri,
            text,
            module: documentOf(services, uri, '').parseResult.value as Module,
            diagnostics: [diagnostic],
        });
        const unreadable = tooLarge(uri, text) ?? notText(uri, text);
        if (unreadable !== undefined) return refused(unreadable);
        try {
            const document = documentOf(services, uri, text);
            const deep = nestedTooDeeply(document);
            if (deep !== undefined) return refused(deep);
            const module = document.parseResult.value as Module;
            return { uri, text, module, diagnostics: syntaxErrors(uri, text, document.parseResult) };
        } catch {
            // The stack was used up; langium's clean-up then fails on its own, so what arrives here says little.
            services = createServices();
            return refused(tooDeep({ uri, start: 0, end: 0 }));
        }
    };
}

function documentOf(services: LangiumCoreServices, uri: string, text: string): LangiumDocument {
    const document = services.shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse(uri));
    document.state = DocumentState.ComputedScopes;
    return document;
}
