/** One brief in its company's hands, in one language at a time. */
import {
	api,
	type Brief,
	type ChallengeState,
	type ChallengeView,
	type Translations
} from '#lib/api/index.ts';
import type { Locale } from '#lib/i18n/index.ts';
import { Draft } from '#lib/work/draft.svelte.ts';

const written: readonly ChallengeState[] = ['draft', 'changes_requested', 'refused'];

/** Every field is there; the schema calls them optional because the server fills in what is not sent. */
export type WholeBrief = Required<Brief>;

export class BriefEditor extends Draft<WholeBrief, ChallengeView> {
	/** In which language the texts are written. */
	locale = $state<Locale>('sl');

	static async open(id: string): Promise<BriefEditor> {
		return new BriefEditor(await api.get(`/challenges/${id}`));
	}

	protected contentOf(view: ChallengeView): WholeBrief {
		return structuredClone(view.content) as WholeBrief;
	}
	protected send(content: WholeBrief, version: number): Promise<ChallengeView> {
		return api.put(`/challenges/${this.view.id}/draft`, content, { version });
	}
	protected read(): Promise<ChallengeView> {
		return api.get(`/challenges/${this.view.id}`);
	}

	get locked(): boolean {
		return !written.includes(this.view.state);
	}

	text(texts: Translations): string {
		return texts[this.locale] ?? '';
	}

	write(texts: Translations, text: string | number | null | undefined): void {
		const value = String(text ?? '');
		if (value === (texts[this.locale] ?? '')) return;
		if (value) texts[this.locale] = value;
		else delete texts[this.locale];
		this.touch();
	}
}
