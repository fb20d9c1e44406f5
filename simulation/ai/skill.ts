// How well the built-in player plays.

export const AI_SKILLS = ['easy', 'normal', 'hard'] as const;
export type AiSkill = (typeof AI_SKILLS)[number];
