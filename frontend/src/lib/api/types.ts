/** The shapes the API speaks, by the names of its schemas. One file a domain, so that each can be replaced whole. */
export type * from './types/common.ts';
export type * from './types/identity.ts';
export type * from './types/catalogue.ts';
export type * from './types/buying.ts';
export type * from './types/desk.ts';
export type * from './types/mailbox.ts';
