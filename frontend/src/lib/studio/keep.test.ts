import { describe, expect, it } from 'vitest';
import { keep } from './keep.ts';

const lamp = { price: 11_800, vat_bp: 0, fee_bp: 1_000, fee_vat_bp: 2_200, material: 3_100, minutes: 240 };

describe('what the maker keeps', () => {
	it('takes the fee and the tax on it from a price without VAT', () => {
		expect(keep(lamp)).toMatchObject({ vat: 0, fee: 1_180, fee_vat: 260, keep: 10_360, hour: 1_815 });
	});

	it('takes the VAT out of the gross, and lets the tax on the fee come back', () => {
		expect(keep({ ...lamp, price: 12_200, vat_bp: 2_200 })).toMatchObject({
			vat: 2_200,
			fee: 1_220,
			fee_vat: 0,
			keep: 8_780
		});
	});

	it('adds up to the price, cent by cent', () => {
		for (let price = 1; price < 3_000; price += 7) {
			const parts = keep({ ...lamp, price });
			expect(parts.vat + parts.fee + parts.fee_vat + parts.keep).toBe(price);
		}
	});

	it('says nothing about an hour where no time is given', () => {
		expect(keep({ ...lamp, minutes: 0 }).hour).toBeNull();
		expect(keep({ ...lamp, price: 0 }).share).toBe(0);
	});
});
