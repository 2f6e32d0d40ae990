// The one entry of this package: what a person sees of a script and its verdicts, as plain data.
export type { Checked, Variation } from './check-question.ts';
export { checkQuestion, rejectedParams, variedQuestion } from './check-question.ts';
export type { Coverage, Finding } from './coverage.ts';
export { untouched } from './coverage.ts';
export type { Page } from './explain/manual.ts';
export { manualPage, manualPages } from './explain/manual.ts';
export type { Expectation, Status } from './judge.ts';
export { expectationInWords, outcomeInWords } from './judge.ts';
export type { LineIndex, Position } from './line-index.ts';
export { lineIndex, lineText, positionAt } from './line-index.ts';
export type { Answer, CheckReport, Found } from './report.ts';
export type { Change } from './trace/changes.ts';
export { columns } from './trace/columns.ts';
export type { Race } from './trace/race.ts';
export type { Spot, Story, StoryLine } from './trace/story.ts';
export { storyOf } from './trace/story.ts';
export type { Wait } from './trace/waits.ts';
export { counted } from './words.ts';
