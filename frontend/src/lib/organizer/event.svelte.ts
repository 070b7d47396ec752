/** One event in the organizer's hands, with its halls and the clashes that nobody is stopped by. */
import {
	api,
	type Clash,
	type PopupContent,
	type PopupStatus,
	type PopupView,
	type VenueView
} from '#lib/api/index.ts';

import { Draft } from '#lib/work/draft.svelte.ts';
import { differentDays } from './days.ts';

/** After the first approval the event itself stands and changes go to a working copy. */
const standing: readonly PopupStatus[] = [
	'approved',
	'announced',
	'programme_published',
	'live',
	'postponed'
];
const finished: readonly PopupStatus[] = ['ended', 'cancelled', 'suspended'];

export class EventEditor extends Draft<PopupContent, PopupView> {
	venues = $state.raw<VenueView[]>([]);
	clashes = $state.raw<Clash[]>([]);

	static async open(id: string): Promise<EventEditor> {
		const editor = new EventEditor(await api.get(`/popups/${id}`));
		await Promise.all([editor.readVenues(), editor.readClashes()]);
		return editor;
	}

	protected contentOf(view: PopupView): PopupContent {
		return structuredClone(view.draft ?? view.content);
	}
	protected send(content: PopupContent, version: number): Promise<PopupView> {
		const days = content.days.filter((day) => day.date && day.opens && day.closes);
		return api.put(`/popups/${this.view.id}/draft`, { ...content, days }, { version });
	}
	protected read(): Promise<PopupView> {
		return api.get(`/popups/${this.view.id}`);
	}
	protected override sent(): void {
		void this.readClashes();
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
