import { testExamples } from '../examples.ts';

testExamples('algorithms');
