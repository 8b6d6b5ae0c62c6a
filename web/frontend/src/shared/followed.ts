// A state in one place, which parts of a page follow.

type Follower<State> = (now: State, before: State) => void;

export class Followed<State extends object> {
  #state: State;
  readonly #followers: Follower<State>[] = [];

  constructor(first: State) {
    this.#state = first;
  }

  get now(): State {
    return this.#state;
  }

  /** Call back after each change, and once at once. */
  follow(follower: Follower<State>): void {
    this.#followers.push(follower);
    follower(this.#state, this.#state);
  }

  change(part: Partial<State>): void {
    const before = this.#state;
    this.#state = { ...before, ...part };
    for (const follower of this.#followers) follower(this.#state, before);
  }
}
