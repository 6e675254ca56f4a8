/* The reduced crisis in C, 64 worlds side by side: loops without branches that gcc turns into vector instructions, and a
   scalar pass over the few worlds in which something happens. Constants come from rules.py. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#define N 64
#define EACH _Pragma("omp simd") for (int i = 0; i < N; i++)

static uint64_t counter;

static inline uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}
static void uniforms(float *out) { /* two of 24 bits from one hash */
    uint64_t from = counter;
    _Pragma("omp simd") for (int i = 0; i < N / 2; i++) {
        uint64_t b = mixed((from + i) * 0x9E3779B97F4A7C15ull);
        out[i] = (int32_t)(b >> 40) * 0x1p-24f;
        out[i + N / 2] = (int32_t)(b >> 8 & 0xFFFFFF) * 0x1p-24f;
    }
    counter += N / 2;
}
static void normals(float *out) { /* both of each pair */
    float u[N];
    uniforms(u);
    _Pragma("omp simd") for (int i = 0; i < N / 2; i++) {
        float length = sqrtf(-2.0f * logf(u[i] + 0x1p-24f)), turn = 6.2831853f * u[i + N / 2];
        out[i] = length * cosf(turn);
        out[i + N / 2] = length * sinf(turn);
    }
}
static float draw(void) { return (mixed(counter++ * 0x9E3779B97F4A7C15ull) >> 40) * 0x1p-24f; }
static float normal(void) {
    uint64_t b = mixed(counter++ * 0x9E3779B97F4A7C15ull);
    return sqrtf(-2.0f * logf(((b >> 40) + 1.0f) * 0x1p-24f)) * cosf(6.2831853f * ((b >> 8 & 0xFFFFFF) * 0x1p-24f));
}
static inline float most(float a, float b) { return a > b ? a : b; }
static inline float least(float a, float b) { return a < b ? a : b; }
static inline float clip(float x, float low, float high) { return least(most(x, low), high); }

void simulate(long worlds, int days, unsigned long seed, int *outcome, int *attacks, float *daily) {
    long plane = (long)days * worlds;
    counter = mixed(seed + 1);
    for (long first = 0; first < worlds; first += N) {
        float share[N], trend[N], belief[N], weather[N] = {0}, log_rate[N] = {0}, mood[N] = {0}, harvest[N] = {0};
        float resolve[N] = {0}, hostility[N] = {0}, attention[N] = {0}, escalation[N] = {0}, progress[N] = {0};
        float grievance[6][N] = {0}, temper[6][N] = {0}, output[N], pain[N], aim[N], line[N], gravest[N], a[N], b[N];
        float now[8][N], terms[N];
        int acting[7][N], code[N], acts[N] = {0}, strikes[N] = {0}, some[N];
        EACH { share[i] = trend[i] = 1; belief[i] = 4.5f; code[i] = -1; }
        for (int day = 0; day < days; day++) {
            float level = PRESSURE * least(1, day / RAMP), target = 1 - EXPORTS_LOST * level;
            EACH share[i] += (target - share[i]) * (target < share[i] ? 1 / 45.0f : 1 / 200.0f);
            normals(a);
            EACH weather[i] = 0.97f * weather[i] + S97 * a[i];
            normals(a);
            EACH {
                log_rate[i] += (RATE_WEIGHT * (1 - share[i]) - log_rate[i]) / 60;
                mood[i] = 0.97f * mood[i] + S97 * a[i];
                trend[i] += (1 - 0.25f * (1 - share[i]) - 0.05f * log_rate[i] - trend[i]) / 120;
            }
            normals(a);
            normals(b);
            EACH {
                harvest[i] = 0.995f * harvest[i] + S995 * a[i];
                output[i] = trend[i] + 0.02f * harvest[i];
                pain[i] = least(1, 2.25f * most(0, 1 - output[i]) + 0.1f * log_rate[i]);
                resolve[i] = 0.98f * resolve[i] + S98 * b[i];
                hostility[i] += (level * clip(0.5f + 0.5f * pain[i] + 0.25f * resolve[i], 0, 1) - hostility[i]) / 30;
            }
            normals(a);
            uniforms(b);
            EACH {
                aim[i] = clip(belief[i] - 1.5f + 0.75f * BOLDNESS * (level + pain[i]) + 0.1f * a[i], 1, 9);
                some[i] = acting[0][i] = b[i] < DIRECT * hostility[i];
                gravest[i] = 0;
            }
            for (int p = 0; p < 6; p++) {
                float c[N];
                normals(a);
                uniforms(b);
                uniforms(c);
                EACH {
                    temper[p][i] = 0.95f * temper[p][i] + S95 * a[i];
                    float chance = TEMPO[p] * (1 + 2 * grievance[p][i]) * (1 + 0.3f * clip(temper[p][i], -3, 3));
                    chance += b[i] < 1 - AUTONOMY[p] ? OBEDIENT[p] * hostility[i] : 0;
                    some[i] |= acting[p + 1][i] = c[i] < chance;
                }
            }
            normals(a);
            normals(b);
            EACH {
                attention[i] = 0.9f * attention[i] + S90 * a[i];
                line[i] = LINE + 0.6f * b[i] + 0.2f * attention[i];
            }
            for (int i = 0; i < N; i++) {
                if (!some[i] || code[i] >= 0) continue;
                int author = -2;
                for (int who = -1; who < 6; who++) {
                    if (!acting[who + 1][i]) continue;
                    float rung = clip(aim[i] + 0.8f * normal(), 1, 9);
                    if (draw() < LETHALITY * most(rung - 2, 0)) rung = most(rung, 6);
                    acts[i]++;
                    if (rung > gravest[i]) { gravest[i] = rung; author = who; }
                }
                if (gravest[i] > line[i] && draw() < WILL) {
                    strikes[i]++;
                    for (int p = 0; p < 6; p++) grievance[p][i] = p == author ? 1 : most(grievance[p][i], 0.3f);
                    belief[i] += (gravest[i] - belief[i]) / 3;
                    if (draw() < (author < 0 ? ANSWER_HOME : ANSWER)) code[i] = WAR + 8; /* + 8: today */
                } else belief[i] = least(belief[i] + 0.05f * most(0, gravest[i] - belief[i] + 0.5f), 9);
            }
            uniforms(a);
            uniforms(b);
            normals(terms);
            EACH {
                float worth = a[i] < CONTACT && b[i] < HEARD ? 0.1f * most(0, 1 + 0.5f * terms[i]) : 0;
                progress[i] = progress[i] * 0.998f * (gravest[i] > 4 ? 0.8f : 1) + worth;
                escalation[i] = most(0.93f * escalation[i], gravest[i]);
            }
            uniforms(a);
            EACH {
                code[i] = code[i] < 0 && a[i] < COLLAPSE * pain[i] * pain[i] ? COLLAPSED + 8 : code[i];
                code[i] = code[i] < 0 && progress[i] >= 1 ? DEAL + 8 : code[i];
            }
            for (int p = 0; p < 6; p++) EACH grievance[p][i] *= 0.988f;
            EACH {
                float rest = 1 - share[i];
                float today[8] = {2.4f * share[i] * expf(0.15f * weather[i] * rest), expf(log_rate[i] + 0.08f * mood[i]),
                                  output[i], pain[i], hostility[i], belief[i], escalation[i], progress[i]};
                int ended = code[i] >= 0 && code[i] < 8;
                for (int k = 0; k < 8; k++) now[k][i] = ended ? now[k][i] : today[k];
            }
            EACH code[i] = code[i] >= 8 ? code[i] - 8 : code[i];
            for (int k = 0; k < 8; k++) memcpy(daily + k * plane + (long)day * worlds + first, now[k], sizeof now[k]);
        }
        for (int i = 0; i < N; i++) {
            outcome[first + i] = code[i] >= 0 ? code[i] : strikes[i] ? EXCHANGE : STANDOFF;
            attacks[first + i] = acts[i];
        }
    }
}
