/** For whom a section acts: the organisation chosen last in this browser, else the first that fits. */
import type { MyOrganisation, OrganisationKind } from '#lib/api/index.ts';
import { me } from './me.svelte.ts';

const key = (section: string) => `modrotisk.acting.${section}`;

function remembered(section: string): string | null {
	try {
		return localStorage.getItem(key(section));
	} catch {
		return null;
	}
}

class Acting {
	#section: string;
	#kinds: OrganisationKind[];
	#chosen = $state<string | null>(null);

	constructor(section: string, kinds: OrganisationKind[]) {
		this.#section = section;
		this.#kinds = kinds;
		this.#chosen = remembered(section);
	}

	get choices(): MyOrganisation[] {
		return me.organisations.filter((one) => this.#kinds.includes(one.kind));
	}

	get organisation(): MyOrganisation | undefined {
		return this.choices.find((one) => one.id === this.#chosen) ?? this.choices[0];
	}

	/** Empty where there is none: the layout then shows the first step instead of the page. */
	get id(): string {
		return this.organisation?.id ?? '';
	}

	choose(id: string): void {
		this.#chosen = id;
		try {
			localStorage.setItem(key(this.#section), id);
		} catch {
			// Without storage the choice lasts as long as the page.
		}
	}
}

export const studio = new Acting('studio', ['studio']);
export const organizer = new Acting('organizer', ['organizer', 'institution', 'company']);
