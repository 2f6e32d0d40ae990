import { testExamples } from '../examples.ts';

testExamples('mm');
