/**
 * One act of a person: under way, done or refused. A refusal keeps what was typed; its fields become links of the
 * summary above the form and sentences beside the fields.
 */
import { asProblem, type Problem } from '#lib/api/index.ts';

/** The id of the field that a pointer of the API names: `/safety/identifier` is `f-safety-identifier`. */
export const fieldId = (pointer: string): string => `f${pointer.replaceAll('/', '-')}`;

export class Act {
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);

	/** True when the work went through. A second call while it is under way does nothing. */
	async run(work: () => Promise<unknown>): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		this.problem = null;
		try {
			await work();
			return true;
		} catch (thrown) {
			this.problem = asProblem(thrown);
			return false;
		} finally {
			this.busy = false;
		}
	}

	/** The sentence for one field, by its pointer. */
	of(pointer: string): string | undefined {
		return this.problem?.field(pointer);
	}

	/** For ErrorSummary. */
	get errors(): { id?: string; text: string }[] {
		if (!this.problem) return [];
		const fields = Object.entries(this.problem.byField).map(([pointer, text]) => ({
			id: fieldId(pointer),
			text
		}));
		return fields.length > 0 ? fields : [{ text: this.problem.text }];
	}
}
