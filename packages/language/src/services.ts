// Langium, configured: the services behind `createLanguage`.
import type { AstNode, LangiumCoreServices, LangiumParser, LinkingError, ReferenceInfo } from 'langium';
import {
    createDefaultCoreModule,
    createDefaultSharedCoreModule,
    createLangiumParser,
    DefaultLinker,
    DefaultServiceRegistry,
    EmptyFileSystem,
    inject,
    RefResolving,
} from 'langium';
import { commentProvider, documentationProvider } from './documentation.ts';
import {
    FaultlineGeneratedModule,
    FaultlineGeneratedSharedModule,
    FaultlineLanguageMetaData,
} from './generated/module.ts';
import { FaultlineLexer, FaultlineTokenBuilder } from './lexer.ts';
import { FaultlineScopeProvider } from './scope.ts';
import type { TokenType } from './slips.ts';
import { syntaxMessages } from './syntax-messages.ts';

/** In `development` langium checks the grammar and tells of ambiguities on the standard output. */
export function createServices(mode: 'development' | 'production' = 'production'): LangiumCoreServices {
    const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), FaultlineGeneratedSharedModule, {
        ServiceRegistry: () => new OneLanguage(),
    });
    const services = inject(createDefaultCoreModule({ shared }), FaultlineGeneratedModule, {
        LanguageMetaData: () => ({ ...FaultlineLanguageMetaData, mode }),
        documentation: {
            CommentProvider: () => commentProvider,
            DocumentationProvider: () => documentationProvider,
        },
        parser: {
            LangiumParser: createSteadyParser,
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

/**
 * After a missing `{` the parser must not go on as if it were there: the block would swallow the rest of the file. What
 * may be inserted is decided by a method of the parser inside langium's.
 */
function createSteadyParser(services: LangiumCoreServices): LangiumParser {
    const parser = createLangiumParser(services);
    const { wrapper } = parser as unknown as { readonly wrapper: { canTokenTypeBeInsertedInRecovery: unknown } };
    wrapper.canTokenTypeBeInsertedInRecovery = (type: TokenType) => type.name !== '{';
    return parser;
}

/** Whatever a file is called: who asks for it to be read wants it read as a script. */
class OneLanguage extends DefaultServiceRegistry {
    override getServices(): LangiumCoreServices {
        return this.all[0]!;
    }
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
