import { testExamples } from '../examples.ts';

testExamples('litmus');
