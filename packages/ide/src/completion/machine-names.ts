// Names in the declarations of memory: what may be mapped, flags, properties of files, what a filesystem may do its own way.
import type { MappingWord } from '@faultline/language';
import {
    fileProperties,
    hooksSeenFrom,
    isFile,
    isFilesystem,
    isStruct,
    isVar,
    membersOfStruct,
    uffdModes,
    uriOf,
    vmaFlags,
} from '@faultline/language';
import type { Completion, CompletionRequest } from './completion.ts';
import { item, itemOf } from './item.ts';

/** Files, anonymous memory, and a free slot. */
export function mappable({ script }: CompletionRequest): readonly Completion[] {
    const files = script.modules
        .flatMap(module => module.declarations)
        .filter(isFile)
        .map(file => itemOf(file, { snippet: `${file.name}[\${1:0}]`, rank: 20 }));
    return [
        ...files,
        item('anon', 'keyword', { snippet: `anon[\${1:1}]`, documentation: 'Anonymous memory, in pages.', rank: 30 }),
        item('none', 'keyword', { documentation: 'A free slot for a mapping.', rank: 40 }),
    ];
}

/** The machine's own, and the fields that other modules add to mappings. */
export function flagNames({ script }: CompletionRequest): readonly Completion[] {
    const added = script.modules
        .flatMap(module => module.declarations)
        .filter(node => isStruct(node) && node.name === 'vma' && node.extensible)
        .flatMap(node => (isStruct(node) ? membersOfStruct(node, script.modules).filter(isVar) : []))
        .filter(node => !/\/machine\//.test(uriOf(node)))
        .map(node => itemOf(node, { rank: 60 }));
    return [...vmaFlags.map(ofWord), ...added];
}

export function uffdModeNames(): readonly Completion[] {
    return uffdModes.map(ofWord);
}

export function filePropertyNames(): readonly Completion[] {
    return fileProperties.map(ofWord);
}

export function filesystemNames({ script }: CompletionRequest): readonly Completion[] {
    return script.modules
        .flatMap(module => module.declarations)
        .filter(isFilesystem)
        .map(node => itemOf(node));
}

/** With their parameters, but for the inode, which is there by the name that the hook gives it. */
export function hookNames({ script }: CompletionRequest): readonly Completion[] {
    const [filesystem] = script.module.declarations.filter(isFilesystem);
    const hooks = filesystem === undefined ? [] : hooksSeenFrom(filesystem);
    return hooks.map(hook =>
        itemOf(hook, {
            snippet: `${hook.name}(${hook.parameters
                .slice(1)
                .map(({ name }) => name)
                .join(', ')}) {\n\t$0\n}`,
            rank: 70,
        }),
    );
}

function ofWord({ name, documentation, form }: MappingWord): Completion {
    return item(name, 'keyword', { documentation, snippet: form?.replace(/(\w+)(?=[)\]]|$)/, `\${1:$1}`) });
}
