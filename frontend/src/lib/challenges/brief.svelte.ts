/**
 * One brief in its company's hands. What is typed goes to the server by itself, one request at a time and always the
 * newest text; a change by somebody else stops the saving and says so, so that neither text is lost.
 */
import {
	api,
	asProblem,
	type Brief,
	type ChallengeState,
	type ChallengeView,
	type Problem,
	type Translations
} from '#lib/api/index.ts';
import type { Locale } from '#lib/i18n/index.ts';

type Saving = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

const written: readonly ChallengeState[] = ['draft', 'changes_requested', 'refused'];
const pause = 700;

/** Every field is there; the schema calls them optional because the server fills in what is not sent. */
export type WholeBrief = Required<Brief>;

export class BriefEditor {
	view = $state.raw<ChallengeView>() as ChallengeView;
	content = $state<WholeBrief>() as WholeBrief;
	/** In which language the texts are written. */
	locale = $state<Locale>('sl');
	saving = $state<Saving>('saved');
	savedAt = $state<string | null>(null);
	problem = $state.raw<Problem | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#underWay: Promise<void> | null = null;
	#again = false;

	constructor(view: ChallengeView) {
		this.take(view);
	}

	static async open(id: string): Promise<BriefEditor> {
		return new BriefEditor(await api.get(`/challenges/${id}`));
	}

	/** What the server answered, whole. */
	take(view: ChallengeView): void {
		this.view = view;
		this.content = structuredClone(view.content) as WholeBrief;
		this.savedAt = view.updated_at;
		this.saving = 'saved';
		this.problem = null;
	}

	get locked(): boolean {
		return !written.includes(this.view.state);
	}

	/** The sentence for a field that the server refused. */
	error(pointer: string): string | undefined {
		return this.problem?.byField[pointer];
	}

	read(texts: Translations): string {
		return texts[this.locale] ?? '';
	}

	write(texts: Translations, text: string | number | null | undefined): void {
		const value = String(text ?? '');
		if (value === (texts[this.locale] ?? '')) return;
		if (value) texts[this.locale] = value;
		else delete texts[this.locale];
		this.touch();
	}

	/** Called after every change; saves once the typing pauses. */
	touch(): void {
		if (this.locked || this.saving === 'conflict') return;
		this.saving = 'waiting';
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.save(), pause);
	}

	/** Saves what is typed now; resolves when the server has it or has refused it. */
	async save(): Promise<void> {
		clearTimeout(this.#timer);
		if (this.saving === 'saved' || this.saving === 'conflict') return;
		if (this.#underWay) {
			this.#again = true;
			return this.#underWay;
		}
		this.#underWay = this.#send().finally(() => {
			this.#underWay = null;
		});
		await this.#underWay;
		if (this.#again) {
			this.#again = false;
			this.saving = 'waiting';
			await this.save();
		}
	}

	async #send(): Promise<void> {
		this.saving = 'saving';
		const sent = $state.snapshot(this.content);
		try {
			this.view = await api.put(`/challenges/${this.view.id}/draft`, sent, {
				version: this.view.version
			});
			this.problem = null;
			this.savedAt = this.view.updated_at;
			if (JSON.stringify(sent) === JSON.stringify($state.snapshot(this.content))) this.saving = 'saved';
			else this.#again = true;
		} catch (thrown) {
			this.problem = asProblem(thrown);
			this.saving = this.problem.status === 412 ? 'conflict' : 'failed';
		}
	}

	async reload(): Promise<void> {
		this.take(await api.get(`/challenges/${this.view.id}`));
	}
}
