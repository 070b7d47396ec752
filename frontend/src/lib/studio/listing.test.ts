import { describe, expect, it } from 'vitest';
import type { ProductContent } from '#lib/api/types.ts';
import { adopt, blankVariant, closeListing, moved, openListing, standing } from './listing.ts';

const content: ProductContent = {
	name: { sl: 'Torba' },
	description: {},
	story: {},
	category: null,
	materials: [{ code: 'linen', percent: 100 }],
	techniques: [],
	town: null,
	dimensions_mm: null,
	weight_g: 340,
	care: [],
	care_note: {},
	made_to_order: false,
	lead_time_days: 3,
	edition: {},
	edition_size: null,
	personalisation: null,
	withdrawal_exemption: 'none',
	origin: 'own',
	credit: {},
	pictures: [],
	safety: {
		manufacturer: { name: '', postal_address: '', electronic_address: '' },
		identifier: 'MOD-1',
		warnings: [{ sl: 'Perite ločeno.' }],
		no_warnings: false,
		age_min: null
	},
	vat_rate_bp: 2200,
	channels: ['online'],
	variants: [
		{
			id: 'var_1',
			sku: 'MOD-1-1',
			option: {},
			price: { amount: 6400, currency: 'EUR' },
			barcode: null,
			weight_g: null
		}
	]
};

describe('a listing while it is edited', () => {
	it('comes back as it was when nothing was typed', () => {
		expect(closeListing(openListing(content))).toEqual(content);
	});

	it('sends no empty text, no empty warning and no material without a name', () => {
		const open = openListing(content);
		open.safety.warnings.push({ sl: ' ', en: '', de: '' });
		open.materials.push({ code: '', percent: 0 });
		const sent = closeListing(open);
		expect(sent.safety.warnings).toEqual([{ sl: 'Perite ločeno.' }]);
		expect(sent.materials).toHaveLength(1);
		expect(sent.name).toEqual({ sl: 'Torba' });
	});

	it('takes over the id of a new variant without touching what was typed since', () => {
		const open = openListing(content);
		open.variants.push(blankVariant());
		const sent = open.variants.map((one) => one.key);
		const [first, second] = open.variants;
		if (!first || !second) throw new Error('two variants');
		second.price = 7000;
		open.variants.reverse();
		adopt(open, sent, [
			...content.variants,
			{ id: 'var_2', sku: 'MOD-1-2', option: {}, price: null, barcode: null, weight_g: null }
		]);
		expect(second).toMatchObject({ id: 'var_2', sku: 'MOD-1-2', price: 7000 });
		expect(first.id).toBe('var_1');
	});

	it('moves a picture within the list only', () => {
		expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
		expect(moved(['a', 'b', 'c'], 2, 9)).toEqual(['a', 'b', 'c']);
		expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
	});

	it('tells a live listing with a working copy from one without', () => {
		expect(standing('approved', 'none')).toBe('live');
		expect(standing('approved', 'submitted')).toBe('live_submitted');
		expect(standing('changes_requested', 'changes_requested')).toBe('changes_requested');
	});
});
