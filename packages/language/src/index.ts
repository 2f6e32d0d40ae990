// The language: from the text of a script to linked and typed syntax with diagnostics.
export type { Builtin, BuiltinSemantics, ContextOperation, Rmw } from './builtin.ts';
export { signals } from './builtins/signal.ts';
export type { Diagnostic, Fix, Place, Severity } from './diagnostic.ts';
export { BUG_KINDS } from './diagnostics/unknown-bug.ts';
export { documentation, outcomeText } from './documentation.ts';
export { onlyComputes } from './flow.ts';
export * from './generated/ast.ts';
export { derivedConstants, knobs } from './knobs.ts';
export type { Language } from './language.ts';
export { createLanguage, libraryUri, normalUri } from './language.ts';
export { RESERVED } from './lexer.ts';
export { lockKinds } from './locks/index.ts';
export type {
    LockAction,
    LockCell,
    LockContextChange,
    LockExpr,
    LockKind,
    LockOperation,
    LockStep,
} from './locks/lock-kind.ts';
export type { LockQuestion } from './locks/question.ts';
export { lockQuestion } from './locks/question.ts';
export { accessorOf, baseOf, hookOf, hooksSeenFrom, membersOfStruct, mmsIn, perOf, placesOf } from './machine.ts';
export { cachedPages, filePages, filesIn, machineConstants } from './machine-constants.ts';
export { mappingFindings } from './mapping-findings.ts';
export type { MappingWord } from './mapping-words.ts';
export { fileProperties, uffdModes, vmaFlags } from './mapping-words.ts';
export type { Occurrence, SyntaxNode } from './occurrences.ts';
export { importedUri, occurrenceAt, occurrencesOf, placeOfName } from './occurrences.ts';
export type { Overrides } from './overrides.ts';
export { knobValue, overrideFromText } from './overrides.ts';
export { faultHandlersIn } from './paths/functions.ts';
export { placeOf, textOf, uriOf } from './place.ts';
export { builtinOf, errorNamed, lockKindOf, lockOperationOf, PRELUDE_URI, preludeText } from './prelude.ts';
export { nameOf, namesFor } from './scope.ts';
export type { ModelName, Question, Script } from './script.ts';
export type { Type as ValueType } from './types.ts';
export { isAddress, showType } from './types.ts';
export type { Typing } from './typing.ts';
export { createTyping } from './typing.ts';
