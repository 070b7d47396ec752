import { expect, it } from 'vitest';
import type { CartView } from '#lib/api/index.ts';
import { faults } from './checkout-faults.ts';
import { emptyForm, needsAddress, toOrder } from './checkout.ts';

const cart = (chosen: string) =>
	({
		parcels: [{ organisation_id: 'org_1', chosen_option_id: chosen }],
		total: { amount: 6_840, currency: 'EUR' }
	}) as CartView;

const filled = {
	...emptyForm(),
	email: ' maja@example.org ',
	name: 'Maja Kalan',
	street: 'Cesta 1',
	postcode: '4000',
	city: 'Kranj',
	terms: true
};

it('an address is asked for only when something is sent', () => {
	expect(needsAddress(cart('parcel:bnd_1'))).toBe(true);
	expect(needsAddress(cart('pickup:pup_1'))).toBe(false);
	expect(faults({ ...filled, street: '', postcode: '' }, false)).toEqual({});
});

it('every missing field is named', () => {
	expect(faults(emptyForm(), true)).toEqual({
		email: 'missing',
		name: 'missing',
		terms: 'terms',
		street: 'missing',
		city: 'missing',
		postcode: 'missing'
	});
	expect(faults({ ...filled, postcode: '400' }, true)).toEqual({ postcode: 'postcode' });
	expect(faults({ ...filled, email: 'maja@' }, true)).toEqual({ email: 'email' });
});

it('a company is named whole or not at all', () => {
	const company = { ...filled, company: true, companyName: 'Gostilna', companyCity: 'Kranj' };
	expect(faults(company, false)).toEqual({ companyStreet: 'missing', companyPostcode: 'missing' });
	const whole = { ...company, companyStreet: 'Cesta 1', companyPostcode: '4000', companyVatId: 'SI123' };
	expect(faults(whole, false)).toEqual({ companyVatId: 'vat_id' });
	for (const id of ['', 'SI50223054', 'si 5022 3054', 'ATU12345678'])
		expect(faults({ ...whole, companyVatId: id }, false)).toEqual({});
	expect(toOrder({ ...whole, companyVatId: '' }, cart('pickup:pup_1'), 'sl').company).toMatchObject({
		name: 'Gostilna',
		country: 'SI',
		vat_id: null
	});
	expect(toOrder({ ...whole, company: false }, cart('pickup:pup_1'), 'sl').company).toBeNull();
});

it('the order says what was seen', () => {
	const order = toOrder({ ...filled, giftNote: 'Vse dobro' }, cart('parcel:bnd_1'), 'sl');
	expect(order).toMatchObject({ email: 'maja@example.org', total: { amount: 6_840 }, gift_note: null });
	expect(order.deliveries).toEqual([{ organisation_id: 'org_1', option_id: 'parcel:bnd_1' }]);
	expect(toOrder(filled, cart('pickup:pup_1'), 'sl').address).toBeNull();
});
