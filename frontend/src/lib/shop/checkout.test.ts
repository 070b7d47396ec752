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

it('the order says what was seen', () => {
	const order = toOrder({ ...filled, giftNote: 'Vse dobro' }, cart('parcel:bnd_1'), 'sl');
	expect(order).toMatchObject({ email: 'maja@example.org', total: { amount: 6_840 }, gift_note: null });
	expect(order.deliveries).toEqual([{ organisation_id: 'org_1', option_id: 'parcel:bnd_1' }]);
	expect(toOrder(filled, cart('pickup:pup_1'), 'sl').address).toBeNull();
});
