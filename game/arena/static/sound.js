// The sound of a round: all clips start together and loop; switching fades one in and the other out on one play-head.

const FADE_S = 0.01;
const LEAD_S = 0.06;
const BEEP = { hz: 660, s: 0.25, gain: 0.2 };

export class Sound {
  /** `changed()` is called when something begins, stops or switches. */
  constructor(changed) {
    this.changed = changed;
    this.context = null;
    this.clips = new Map();
    this.voices = new Map();
    this.playing = null;
    this.loads = 0;
    const wake = () => this.wake();
    document.addEventListener("visibilitychange", wake);
    addEventListener("pointerdown", wake, { passive: true });
  }

  get unlocked() { return this.context !== null && this.context.state === "running"; }

  /** Phones stop the sound when they sleep, also as "interrupted": go on whatever the reason. */
  wake() {
    if (this.context && this.context.state !== "running" && !document.hidden) this.context.resume().catch(() => {});
  }

  /** Must be called in a tap or a key press: only then do browsers allow sound. */
  async unlock() {
    this.context ??= new (window.AudioContext ?? window.webkitAudioContext)({ latencyHint: "interactive" });
    this.context.onstatechange = () => this.changed();
    if (this.context.state !== "running") await this.context.resume();
    this.changed();
  }

  /** Play a short tone, so that everybody knows whether they hear anything. */
  async beep() {
    await this.unlock();
    const from = this.context.currentTime + LEAD_S;
    const tone = new OscillatorNode(this.context, { frequency: BEEP.hz });
    const gain = new GainNode(this.context, { gain: 0 });
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(BEEP.gain, from + FADE_S);
    gain.gain.setValueAtTime(BEEP.gain, from + BEEP.s);
    gain.gain.linearRampToValueAtTime(0, from + BEEP.s + FADE_S);
    tone.connect(gain).connect(this.context.destination);
    tone.start(from);
    tone.stop(from + BEEP.s + 2 * FADE_S);
  }

  /** Fetch and decode a round's clips; returns whether all can be played. Decoding works before the first tap. */
  async load(files) {
    const turn = (this.loads += 1);
    this.forget();
    const decoder = new OfflineAudioContext(2, 1, 48000);
    const found = await Promise.all(files.map((file) => decoded(decoder, file)));
    if (turn !== this.loads) return false;
    if (found.some((clip) => clip === null)) return false;
    this.clips = new Map(files.map((file, index) => [file.name, found[index]]));
    this.changed();
    return true;
  }

  forget() {
    this.stop();
    this.clips = new Map();
  }

  /** Play a clip, from where the others are; all begin at one time, so they stay together to the sample. */
  async play(name) {
    await this.unlock();
    if (!this.clips.has(name)) return;
    if (!this.voices.size) this.startAll();
    const now = this.context.currentTime;
    for (const [other, { gain }] of this.voices) {
      gain.gain.cancelScheduledValues(now);
      gain.gain.setValueAtTime(gain.gain.value, now);
      gain.gain.linearRampToValueAtTime(other === name ? 1 : 0, now + FADE_S);
    }
    this.playing = name;
    this.changed();
  }

  startAll() {
    const from = this.context.currentTime + LEAD_S;
    const length = Math.min(...[...this.clips.values()].map((clip) => clip.length / clip.sampleRate));
    for (const [name, buffer] of this.clips) {
      const source = new AudioBufferSourceNode(this.context, { buffer, loop: true, loopStart: 0, loopEnd: length });
      const gain = new GainNode(this.context, { gain: 0 });
      source.connect(gain).connect(this.context.destination);
      source.start(from);
      this.voices.set(name, { source, gain });
    }
  }

  stop() {
    for (const { source, gain } of this.voices.values()) {
      const now = this.context.currentTime;
      gain.gain.setValueAtTime(gain.gain.value, now);
      gain.gain.linearRampToValueAtTime(0, now + FADE_S);
      source.stop(now + 2 * FADE_S);
    }
    this.voices = new Map();
    this.playing = null;
    this.changed();
  }
}

/** FLAC is smaller; WAV is what every phone can read. */
async function decoded(context, file) {
  for (const address of [file.flac, file.wav]) {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.ok) return await context.decodeAudioData(await answer.arrayBuffer());
    } catch {
      // the next form, or none
    }
  }
  return null;
}
