/** A listing while it is edited: every text has its languages, every choice its place; and back, as the server wants it. */
import type {
	DraftStatus,
	ListingStatus,
	Personalisation,
	ProductContent,
	VariantDraft
} from '#lib/api/types.ts';
import { closed, opened, type Texts } from '#lib/work/translations.ts';

export interface OpenVariant extends Omit<VariantDraft, 'option' | 'price'> {
	/** Stays the same while rows move and the server has not named them yet. */
	key: string;
	option: Texts;
	/** Cents. */
	price: number | null;
}

export interface OpenListing extends Omit<
	ProductContent,
	| 'name'
	| 'description'
	| 'story'
	| 'care_note'
	| 'edition'
	| 'credit'
	| 'personalisation'
	| 'variants'
	| 'safety'
	| 'dimensions_mm'
> {
	name: Texts;
	description: Texts;
	story: Texts;
	care_note: Texts;
	edition: Texts;
	credit: Texts;
	personalised: boolean;
	personalisation: Personalisation & { label: Texts };
	dimensions_mm: { length: number | null; width: number | null; height: number | null };
	safety: Omit<ProductContent['safety'], 'warnings'> & { warnings: Texts[] };
	variants: OpenVariant[];
	currency: string;
}

let keys = 0;
const newVariantKey = () => `new-${++keys}`;

export function openVariant(variant: VariantDraft): OpenVariant {
	return {
		...variant,
		key: variant.id ?? newVariantKey(),
		id: variant.id ?? null,
		option: opened(variant.option),
		price: variant.price?.amount ?? null
	};
}

export const blankVariant = (): OpenVariant =>
	openVariant({ id: null, sku: '', option: {}, price: null, barcode: null, weight_g: null });

export function openListing(content: ProductContent): OpenListing {
	const asked = content.personalisation;
	const size = content.dimensions_mm;
	return {
		...content,
		name: opened(content.name),
		description: opened(content.description),
		story: opened(content.story),
		care_note: opened(content.care_note),
		edition: opened(content.edition),
		credit: opened(content.credit),
		personalised: asked !== null,
		personalisation: {
			label: opened(asked?.label),
			max_length: asked?.max_length ?? 60,
			required: asked?.required ?? false
		},
		dimensions_mm: {
			length: size?.length || null,
			width: size?.width || null,
			height: size?.height || null
		},
		safety: { ...content.safety, warnings: content.safety.warnings.map((one) => opened(one)) },
		variants: content.variants.map(openVariant),
		currency: content.variants.find((one) => one.price)?.price?.currency ?? 'EUR'
	};
}

export function closeListing(listing: OpenListing): ProductContent {
	const { personalised, currency, variants, dimensions_mm: size, ...rest } = listing;
	const sized = size.length !== null || size.width !== null || size.height !== null;
	return {
		...rest,
		name: closed(listing.name),
		description: closed(listing.description),
		story: closed(listing.story),
		care_note: closed(listing.care_note),
		edition: closed(listing.edition),
		credit: closed(listing.credit),
		materials: listing.materials.filter((one) => one.code),
		personalisation: personalised
			? { ...listing.personalisation, label: closed(listing.personalisation.label) }
			: null,
		dimensions_mm: sized
			? { length: size.length ?? 0, width: size.width ?? 0, height: size.height ?? 0 }
			: null,
		safety: {
			...listing.safety,
			warnings: listing.safety.warnings.map((one) => closed(one)).filter((one) => Object.keys(one).length > 0)
		},
		variants: variants.map(({ key: _key, option, price, ...variant }) => ({
			...variant,
			sku: variant.sku.trim(),
			barcode: variant.barcode?.trim() ? variant.barcode.trim() : null,
			option: closed(option),
			price: price === null ? null : { amount: price, currency }
		}))
	};
}

/**
 * Takes over what the server gave to what was sent: ids and codes of new variants. Nothing that was typed since is
 * touched; rows are found by their place in what was sent.
 */
export function adopt(listing: OpenListing, sentKeys: string[], answered: VariantDraft[]): void {
	sentKeys.forEach((key, at) => {
		const mine = listing.variants.find((one) => one.key === key);
		const theirs = answered[at];
		if (!mine || !theirs) return;
		mine.id ??= theirs.id ?? null;
		if (mine.sku.trim() === '') mine.sku = theirs.sku;
	});
}

/** Moves one of a list by some places, within the list. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
	const next = [...list];
	const [one] = next.splice(from, 1);
	if (one === undefined) return next;
	next.splice(Math.max(0, Math.min(next.length, to)), 0, one);
	return next;
}

export type Standing =
	| 'draft'
	| 'submitted'
	| 'changes_requested'
	| 'refused'
	| 'live'
	| 'live_edited'
	| 'live_submitted'
	| 'live_changes_requested'
	| 'live_refused'
	| 'paused'
	| 'suspended'
	| 'archived';

/** Where a listing stands, with its working copy: the one thing the maker wants to know. */
export function standing(status: ListingStatus, draft: DraftStatus): Standing {
	if (status === 'approved') {
		if (draft === 'editing') return 'live_edited';
		if (draft === 'submitted') return 'live_submitted';
		if (draft === 'changes_requested') return 'live_changes_requested';
		if (draft === 'refused') return 'live_refused';
		return 'live';
	}
	return status;
}
