// What a browser remembers of a match: the place in this tab, an offer for the next tab, and an answer on its way.

const TOKEN = "own-ears.place";
const KICKED = "own-ears.kicked";
const PENDING = "own-ears.pending";
const DRAFT = "own-ears.draft";

/** Private windows may refuse to remember; then a reload starts anew, and nothing else breaks. */
function read(store, key) {
  try {
    return JSON.parse(store().getItem(key));
  } catch {
    return null;
  }
}

function write(store, key, value) {
  try {
    if (value === null) store().removeItem(key);
    else store().setItem(key, JSON.stringify(value));
  } catch {
    // see above
  }
}

const tab = () => sessionStorage;
const device = () => localStorage;

export const memory = {
  /** {token, name}: the place of this tab. */
  get place() { return read(tab, TOKEN); },
  set place(place) {
    write(tab, TOKEN, place);
    write(device, TOKEN, place);
  },
  /** A place that another tab of this device had: offered, never taken without asking, as devices are shared. */
  get lastPlace() { return read(device, TOKEN); },
  /** Leave the place in this tab; the offer stays unless it is worth nothing any more. */
  forget({ everywhere = false } = {}) {
    write(tab, TOKEN, null);
    if (everywhere) write(device, TOKEN, null);
  },
  /** The place that the host took away: a device that has one asks for it first, and is told so again. */
  get kicked() { return read(device, KICKED); },
  set kicked(place) { write(device, KICKED, place); },
  get pending() { return read(tab, PENDING); },
  set pending(frame) { write(tab, PENDING, frame); },
  get draft() { return read(tab, DRAFT); },
  set draft(draft) { write(tab, DRAFT, draft); },
};
