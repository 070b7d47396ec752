/**
 * One event in the organizer's hands. What is typed goes to the server by itself, one request at a time and always
 * the newest text; a change by somebody else stops the saving and says so, so that neither text is lost.
 */
import {
	api,
	asProblem,
	type Clash,
	type PopupContent,
	type PopupStatus,
	type PopupView,
	type Problem,
	type VenueView
} from '#lib/api/index.ts';

import { differentDays } from './days.ts';

type Saving = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

/** After the first approval the event itself stands and changes go to a working copy. */
const standing: readonly PopupStatus[] = [
	'approved',
	'announced',
	'programme_published',
	'live',
	'postponed'
];
const finished: readonly PopupStatus[] = ['ended', 'cancelled', 'suspended'];
const pause = 700;

export class EventEditor {
	view = $state.raw<PopupView>() as PopupView;
	content = $state<PopupContent>() as PopupContent;
	venues = $state.raw<VenueView[]>([]);
	clashes = $state.raw<Clash[]>([]);
	saving = $state<Saving>('saved');
	savedAt = $state<string | null>(null);
	problem = $state.raw<Problem | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#underWay: Promise<void> | null = null;
	#again = false;

	constructor(view: PopupView) {
		this.take(view);
	}

	static async open(id: string): Promise<EventEditor> {
		const editor = new EventEditor(await api.get(`/popups/${id}`));
		await Promise.all([editor.readVenues(), editor.readClashes()]);
		return editor;
	}

	/** What the server answered, whole. */
	take(view: PopupView): void {
		this.view = view;
		this.content = structuredClone(view.draft ?? view.content);
		this.savedAt = view.updated_at;
		this.saving = 'saved';
	}

	/** Programme, makers and states change without touching what is being typed. */
	update(view: PopupView): void {
		this.view = view;
	}

	get standing(): boolean {
		return standing.includes(this.view.status);
	}
	get inReview(): boolean {
		return this.view.status === 'submitted' || this.view.draft_status === 'submitted';
	}
	get locked(): boolean {
		return this.inReview || finished.includes(this.view.status);
	}
	get dates(): string[] {
		return differentDays(this.content.days.map((day) => day.date));
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
			const days = sent.days.filter((day) => day.date && day.opens && day.closes);
			this.view = await api.put(
				`/popups/${this.view.id}/draft`,
				{ ...sent, days },
				{ version: this.view.version }
			);
			this.problem = null;
			this.savedAt = this.view.updated_at;
			if (JSON.stringify(sent) === JSON.stringify($state.snapshot(this.content))) this.saving = 'saved';
			else this.#again = true;
			void this.readClashes();
		} catch (thrown) {
			this.problem = asProblem(thrown);
			this.saving = this.problem.status === 412 ? 'conflict' : 'failed';
		}
	}

	async reload(): Promise<void> {
		this.problem = null;
		this.take(await api.get(`/popups/${this.view.id}`));
	}

	async readVenues(): Promise<void> {
		this.venues = await Promise.all(
			this.content.venue_ids.map(
				(id) => this.venues.find((venue) => venue.id === id) ?? api.get(`/venues/${id}`)
			)
		);
	}

	/** A warning is no reason to stop anything: without an answer there is none. */
	async readClashes(): Promise<void> {
		try {
			this.clashes = (await api.get(`/popups/${this.view.id}/clashes`)).items;
		} catch {
			this.clashes = [];
		}
	}

	/** An act that answers with the whole event. */
	async act(ask: (id: string) => Promise<PopupView>): Promise<void> {
		await this.save();
		this.take(await ask(this.view.id));
	}
}
