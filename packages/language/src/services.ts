// Langium, configured: the services behind `createLanguage`.
import type { AstNode, LangiumCoreServices, LinkingError, ReferenceInfo } from 'langium';
import {
    createDefaultCoreModule,
    createDefaultSharedCoreModule,
    DefaultLinker,
    EmptyFileSystem,
    inject,
    RefResolving,
} from 'langium';
import { commentProvider, documentationProvider } from './documentation.ts';
import { FaultlineGeneratedModule, FaultlineGeneratedSharedModule } from './generated/module.ts';
import { FaultlineLexer, FaultlineTokenBuilder } from './lexer.ts';
import { FaultlineScopeProvider } from './scope.ts';
import { syntaxMessages } from './syntax-messages.ts';

export function createServices(): LangiumCoreServices {
    const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), FaultlineGeneratedSharedModule);
    const services = inject(createDefaultCoreModule({ shared }), FaultlineGeneratedModule, {
        documentation: {
            CommentProvider: () => commentProvider,
            DocumentationProvider: () => documentationProvider,
        },
        parser: {
            Lexer: (services: LangiumCoreServices) => new FaultlineLexer(services),
            TokenBuilder: () => new FaultlineTokenBuilder(),
            ParserErrorMessageProvider: () => syntaxMessages,
        },
        references: {
            Linker: (services: LangiumCoreServices) => new FaultlineLinker(services),
            ScopeProvider: (services: LangiumCoreServices) => new FaultlineScopeProvider(services),
        },
    });
    shared.ServiceRegistry.register(services);
    return services;
}

/** A circle of names is a diagnostic of ours, not an exception. */
class FaultlineLinker extends DefaultLinker {
    protected override resolveReference(
        ...[reference, node, property]: Parameters<DefaultLinker['resolveReference']>
    ): AstNode | undefined {
        return reference._ref === RefResolving ? undefined : super.resolveReference(reference, node, property);
    }

    protected override createLinkingError(info: ReferenceInfo): LinkingError {
        return { info, message: `\`${info.reference.$refText}\` is not declared.` };
    }
}
