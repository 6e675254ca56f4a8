/* The reduced crisis in C, one world after another; constants come from rules.py. SplitMix64 and Box-Muller. */
#include <math.h>
#include <stdint.h>

static uint64_t state;

static inline uint64_t bits(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}
static inline float draw(void) { return (bits() >> 40) * 0x1p-24f; }
static inline float normal(void) { /* both of a pair are used, as Box and Muller have it */
    static float spare;
    static int have;
    if (have) { have = 0; return spare; }
    uint64_t b = bits();
    float length = sqrtf(-2.0f * logf(((b >> 40) + 1.0f) * 0x1p-24f));
    float turn = 6.2831853f * ((b >> 8 & 0xFFFFFF) * 0x1p-24f);
    spare = length * sinf(turn);
    have = 1;
    return length * cosf(turn);
}
static inline float clip(float x, float low, float high) { return x < low ? low : x > high ? high : x; }
static inline float most(float a, float b) { return a > b ? a : b; }
static inline float least(float a, float b) { return a < b ? a : b; }

void simulate(long worlds, int days, unsigned long seed, int *outcome, int *attacks, float *daily) {
    state = seed * 0xD1342543DE82EF95ull + 1;
    for (long w = 0; w < worlds; w++) {
        float share = 1, trend = 1, belief = 4.5f, weather = 0, log_rate = 0, mood = 0, harvest = 0, resolve = 0;
        float hostility = 0, attention = 0, escalation = 0, progress = 0, grievance[6] = {0}, temper[6] = {0};
        int acting[7], code = -1, acts = 0, strikes = 0;
        for (int day = 0; day < days; day++) {
            float level = PRESSURE * least(1, day / RAMP), target = 1 - EXPORTS_LOST * level;
            share += (target - share) / (target < share ? 45.0f : 200.0f);
            weather = 0.97f * weather + S97 * normal();
            log_rate += (RATE_WEIGHT * (1 - share) - log_rate) / 60;
            mood = 0.97f * mood + S97 * normal();
            trend += (1 - 0.25f * (1 - share) - 0.05f * log_rate - trend) / 120;
            harvest = 0.995f * harvest + S995 * normal();
            float output = trend + 0.02f * harvest;
            float pain = least(1, 2.25f * most(0, 1 - output) + 0.1f * log_rate);
            resolve = 0.98f * resolve + S98 * normal();
            hostility += (level * clip(0.5f + 0.5f * pain + 0.25f * resolve, 0, 1) - hostility) / 30;
            float aim = clip(belief - 1.5f + 0.75f * BOLDNESS * (level + pain) + 0.1f * normal(), 1, 9);
            acting[0] = draw() < DIRECT * hostility;
            for (int p = 0; p < 6; p++) {
                temper[p] = 0.95f * temper[p] + S95 * normal();
                int obeys = draw() < 1 - AUTONOMY[p];
                float chance = TEMPO[p] * (1 + 2 * grievance[p]) * (1 + 0.3f * clip(temper[p], -3, 3));
                acting[p + 1] = draw() < chance + (obeys ? OBEDIENT[p] * hostility : 0);
            }
            int contact = draw() < CONTACT, heard = draw() < HEARD;
            float terms = normal(), gravest = 0;
            int author = -2;
            for (int who = -1; who < 6; who++) {
                if (!acting[who + 1]) continue;
                float rung = clip(aim + 0.8f * normal(), 1, 9);
                if (draw() < LETHALITY * most(rung - 2, 0)) rung = most(rung, 6);
                acts++;
                if (rung > gravest) { gravest = rung; author = who; }
            }
            attention = 0.9f * attention + S90 * normal();
            float line = LINE + 0.6f * normal() + 0.2f * attention;
            if (gravest > 0) {
                if (gravest > line && draw() < WILL) {
                    strikes++;
                    for (int p = 0; p < 6; p++) grievance[p] = p == author ? 1 : most(grievance[p], 0.3f);
                    belief += (gravest - belief) / 3;
                    if (draw() < (author < 0 ? ANSWER_HOME : ANSWER)) code = WAR;
                } else belief = least(belief + 0.05f * most(0, gravest - belief + 0.5f), 9);
            }
            progress *= 0.998f;
            if (gravest > 4) progress *= 0.8f;
            if (contact && heard) progress += 0.1f * most(0, 1 + 0.5f * terms);
            int falls = draw() < COLLAPSE * pain * pain;
            if (code < 0 && falls) code = COLLAPSED;
            else if (code < 0 && progress >= 1) code = DEAL;
            for (int p = 0; p < 6; p++) grievance[p] *= 0.988f;
            escalation = most(0.93f * escalation, gravest);
            float now[8] = {2.4f * share * expf(0.15f * weather * (1 - share)), expf(log_rate + 0.08f * mood), output,
                            pain, hostility, belief, escalation, progress};
            int last = code >= 0 ? days : day + 1;
            for (int k = 0; k < 8; k++)
                for (int d = day; d < last; d++) daily[(w * 8 + k) * days + d] = now[k];
            if (code >= 0) break;
        }
        outcome[w] = code >= 0 ? code : strikes ? EXCHANGE : STANDOFF;
        attacks[w] = acts;
    }
}
