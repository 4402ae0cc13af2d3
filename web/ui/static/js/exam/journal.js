// The journal of this machine: lines chained by hash, signed with the machine's key, sent until the centre has them.
// A line is {sequence, place, answer, client_ms, previous, hash, mac}; client_ms counts from the sitting's start.
import { hex, hmac, sha256, text, unhex } from "./sha256.js";
import * as store from "./store.js";

export const EVERY = 2500;
const MOST = 100, TIMEOUT = 10_000;

export class Journal {
  constructor(device, told) {
    Object.assign(this, { device, told, key: unhex(device.key), lines: [], aways: [], onDisk: true, online: true });
    this.sequence = device.sequence;
    this.head = device.head;
    this.answers = new Map(Object.entries(device.answers).map(([place, answer]) => [Number(place), answer]));
    this.centre = new Map(this.answers);
    this.flagged = new Set(device.flagged);
    this.switches = device.switches;
    this.flagsChanged = false;
    this.anchor(device.elapsed_ms, 0);
    this.active = performance.now();
  }

  // the server's time since the start, carried on by a clock that nobody can set
  anchor(elapsed, trip) {
    this.offset = elapsed + trip / 2 - performance.now();
  }

  now() {
    return Math.max(0, Math.round(performance.now() + this.offset));
  }

  // Lines that a reload or a crash has left on the disk: those the centre doesn't have are signed anew behind its head.
  async begin() {
    try {
      const left = await store.kept(this.device.sitting);
      if (left && left.fence === this.device.fence) {
        for (const line of left.lines) {
          if (line.sequence > this.device.sequence) this.chain(line.place, line.answer, line.client_ms);
        }
        this.aways = left.aways.filter((away) => away.number > this.switches);
        this.switches += this.aways.length;
        if (left.flagged) {
          this.flagged = new Set(left.flagged);
          this.flagsChanged = true;
        }
      }
      await this.save();
    } catch {
      this.onDisk = false;
    }
    this.told();
  }

  chain(place, answer, ms) {
    this.sequence += 1;
    const previous = this.head;
    this.head = hex(sha256(text(`${previous}|${this.sequence}|${place}|${answer}|${ms}`)));
    const mac = hex(hmac(this.key, text(this.head)));
    this.lines.push({ sequence: this.sequence, place, answer, client_ms: ms, previous, hash: this.head, mac });
    if (answer) this.answers.set(place, answer);
    else this.answers.delete(place);
  }

  async putDown(place, answer) {
    if ((this.answers.get(place) ?? "") === answer) return;
    this.chain(place, answer, this.now());
    await this.saved();
    this.send();
  }

  async flag(place, on) {
    if (on) this.flagged.add(place);
    else this.flagged.delete(place);
    this.flagsChanged = true;
    await this.saved();
  }

  async left() {
    this.switches += 1;
    this.aways.push({ number: this.switches, ms: null });
    this.leftAt = performance.now();
    this.send(true);
    await this.saved();
  }

  async returned() {
    const ms = Math.round(performance.now() - this.leftAt);
    const last = this.aways.at(-1);
    if (last?.number === this.switches) last.ms = ms;
    else this.aways.push({ number: this.switches, ms });
    this.active = performance.now();
    this.send();
    await this.saved();
  }

  save() {
    const { lines, aways, device } = this;
    const flagged = this.flagsChanged ? [...this.flagged] : null;
    return store.keep(device.sitting, { lines, aways, flagged, fence: device.fence });
  }

  async saved() {
    this.keeping = true;
    this.told();
    try {
      await this.save();
      this.onDisk = true;
    } catch {
      this.onDisk = false;
    }
    this.keeping = false;
    this.told();
  }

  report() {
    const lines = this.lines.slice(0, MOST), aways = this.aways.slice(0, 20).map((away) => ({ ...away }));
    const body = {
      client_ms: this.now(), idle_ms: Math.round(performance.now() - this.active),
      unsent: this.lines.length - lines.length, lines, aways,
    };
    if (this.flagsChanged) body.flagged = [...this.flagged];
    if (this.handUp !== undefined) body.hand_up = this.handUp;
    return body;
  }

  // One report at a time; what was put down meanwhile follows with the next.
  async send(leaving = false) {
    if (this.over) return;
    if (this.sending && !leaving) {
      this.again = true;
      return;
    }
    this.sending = true;
    const body = this.report(), began = performance.now();
    try {
      const answer = await fetch(`/exam/${this.device.sitting}/journal`, {
        method: "POST", body: JSON.stringify(body), keepalive: leaving,
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        signal: leaving ? undefined : AbortSignal.timeout(TIMEOUT),
      });
      const said = await answer.json();
      this.online = true;
      if (answer.ok) await this.heard(said, body, performance.now() - began);
      else {
        this.refused = said.message;
        this.over = ["sitting_over", "other_device", "no_such_sitting"].includes(said.code);
      }
    } catch {
      this.online = false;
    }
    this.sending = false;
    this.told();
    if (this.again && this.online) {
      this.again = false;
      this.send();
    }
  }

  async heard(said, body, trip) {
    this.refused = "";
    if (trip < 2000) this.anchor(said.elapsed_ms, trip);
    for (const line of this.lines.filter((line) => line.sequence <= said.sequence)) {
      if (line.answer) this.centre.set(line.place, line.answer);
      else this.centre.delete(line.place);
    }
    this.lines = this.lines.filter((line) => line.sequence > said.sequence);
    const sent = new Map(body.aways.map((away) => [away.number, away.ms]));
    this.aways = this.aways.filter((away) => away.number > said.switches || sent.get(away.number) !== away.ms);
    if (!this.aways.length && !document.hidden) this.switches = said.switches;
    if (body.flagged) this.flagsChanged = false;
    this.said = said;
    this.saidAt = performance.now();
    this.over = said.state !== "running" && !this.lines.length;
    await this.save().catch(() => { this.onDisk = false; });
  }
}
