/** The last line for machines: `12 passed, 0 failed`. */
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class CountReporter implements Reporter {
	#outcomes = new Map<string, boolean>();

	printsToStdio(): boolean {
		return false;
	}

	onTestEnd(test: TestCase, result: TestResult): void {
		if (result.status !== 'skipped') this.#outcomes.set(test.id, result.status === 'passed');
		// A test that stands behind a failed one of its series did not pass either.
		else if (test.expectedStatus !== 'skipped') this.#outcomes.set(test.id, false);
	}

	async onExit(): Promise<void> {
		const passed = [...this.#outcomes.values()].filter(Boolean).length;
		console.log(`${passed} passed, ${this.#outcomes.size - passed} failed`);
	}
}
