// The static adapter leaves the client manifest behind; the server needs it to preload a route's chunks.
import { copyFile } from 'node:fs/promises';

await copyFile('.svelte-kit/output/client/.vite/manifest.json', 'build/manifest.json');
