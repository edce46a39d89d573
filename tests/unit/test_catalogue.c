#include "diagnosis/catalogue.h"
#include "diagnosis_kit.h"

static struct kit kit;

/* A diagnosis that is right but for what the test puts into it. */
#define RULES                                                                                      \
    "{name: failed, provider: App, channel: Application}\n---\n"                                   \
    "{name: started, provider: Svc, channel: System}\n---\n"
#define DIAGNOSIS(middle, evidence)                                                                \
    RULES "name: problem\nuses: [failed]\ndiagnosis:\n"                                            \
          "    category: port-conflict\n    confidence: verified\n    symptom: 'port {port}'\n"    \
          "    parameters:\n        port: {from: failed, field: Data, index: 1, type: port}\n"     \
          "    references: [{id: A, url: 'http://a'}]\n" middle "    hypotheses:\n"                \
          "        - {id: one, title: One, prior: common, culprit: {service: X},\n"                \
          "           evidence: [" evidence "]}\n"

static const struct {
    const char *yaml, *says;
    uint32_t line;
} defects[] = {
    {DIAGNOSIS("    effcet: x\n",                                  ""),
     "unknown key 'effcet' in a diagnosis, did you mean 'effect'?",                                                                                                                                                                                            14},
    {DIAGNOSIS("",                                                            "{seen: strated, before: first, supports: weak, text: x}"),
     "no rule 'strated', did you mean 'started'?",                                                                                                                    16},
    {DIAGNOSIS("",                                                          "{seen: started, before: first, supports: storng, text: x}"),
     "'storng' is no weight, did you mean 'strong'?",                                                                                                                    16},
    {DIAGNOSIS("",              "{seen: started, before: second, supports: weak, text: x}"),
     "'seen' wants one of 'before: first', 'before: last', 'after: first', 'after: last', 'during: "
     "finding', 'near: any'",                                                                                 16},
    {DIAGNOSIS("","{fact: sockets, supports: weak, text: x}"),
     "no kind of facts 'sockets', did you mean 'socket'?",                                                                                                                                              16},
    {DIAGNOSIS("",                                                 "{fact: socket, where: {prot: udp}, supports: weak, text: x}"),
     "no field 'prot' there",                                                                                                                                                                                                     16},
    {DIAGNOSIS("",                                                            "{fact: socket, supports: weak, text: '{prot}'}"),
     "'{prot}' is not declared, did you mean '{port}'?",                                                                                                                           16},
    {DIAGNOSIS("",                                                          "{supports: weak, text: x}"),
     "an item wants a test: seen, fact, parameter, host, recurrence, trials, bounded or any",                                   16},
    {DIAGNOSIS("",           "{fact: socket, host: {nt: 5}, supports: weak, text: x}"),
     "an item is one test, not both 'fact' and 'host'",                                                                       16},
    {DIAGNOSIS("","{fact: socket, supports: weak, weakens: weak, text: x}"),
     "one state supports or weakens, not both",                                                                                                                            16},
    {DIAGNOSIS("",                                                 "{trials: lottery, text: x}"),                                                 "'trials' wants a lottery",                                                                                                                                                                                                        16},
    {DIAGNOSIS("",                                                            "{fact: socket, supports: weak}"),                                                                                                                    "an item of evidence wants 'text'",                                                                                                                                                                                                          16},
    {DIAGNOSIS("    exclusive: perhaps\n",                                                          ""),                                                                                                                             "'exclusive' wants true or false",                                                                                                            14},
    {RULES "name: problem\nuses: [failed]\ndiagnosis: {category: prot-conflict, symptom: x, "
           "hypotheses: [{use: nobody}]}\n",                                  "'prot-conflict' is no category, did you mean 'port-conflict'?",                                                   7},
    {RULES "name: problem\nuses: [failed]\ndiagnosis: {category: benign, symptom: x, "
           "hypotheses: [{use: nobody}]}\n","no hypothesis 'nobody' in the library",7},
};

START_TEST(every_defect_is_a_note_with_its_place)
{
    kit_open(&kit, defects[_i].yaml);
    const struct note *note = kit.notes.first;
    ck_assert_msg(note != NULL, "nothing was said about '%s'", defects[_i].says);
    ck_assert_int_eq(note->id, NOTE_DIAGNOSIS_INVALID);
    ck_assert_msg(str_starts(note->detail, str_of(defects[_i].says)), "said: %.*s",
                  STR_ARG(note->detail));
    ck_assert_uint_eq(note->loc.line, defects[_i].line);
    ck_assert_uint_eq(kit.catalogue->problems_n, 0);
    kit_close(&kit);
}
END_TEST

START_TEST(a_right_diagnosis_is_compiled_without_a_remark)
{
    kit_open(&kit, DIAGNOSIS("", "{seen: started, before: first, within: 1d, supports: moderate, "
                                 "text: started}"));
    ck_assert_ptr_null(kit.notes.first);
    ck_assert_uint_eq(kit.catalogue->problems_n, 1);
    const struct hypothesis *h = &kit.catalogue->problems[0].hypotheses[0];
    ck_assert_uint_eq(h->evidence.n, 1);
    ck_assert_int_eq(h->evidence.v[0].present.weight, WEIGHT_MODERATE);
    kit_close(&kit);
}
END_TEST

START_TEST(one_bad_diagnosis_leaves_the_others)
{
    kit_open(&kit, DIAGNOSIS("    effcet: x\n", "") "---\nname: second\nuses: [failed]\ndiagnosis: "
                                                    "{category: benign, symptom: x, hypotheses: "
                                                    "[{id: a, title: A, prior: rare, culprit: "
                                                    "{service: S}}]}\n");
    ck_assert_uint_eq(kit.catalogue->problems_n, 1);
    ck_str(kit.catalogue->problems[0].rule->name, "second");
    kit_close(&kit);
}
END_TEST

START_TEST(a_verdict_out_of_reach_is_a_warning)
{
    kit_open(&kit, RULES
             "name: problem\nuses: [failed]\ndiagnosis: {category: benign, confidence: "
             "own-knowledge, symptom: x, hypotheses: [{id: a, title: A, prior: rare, culprit: "
             "{service: S}, evidence: [{fact: socket, supports: decisive, text: x}]}]}\n");
    ck_assert_ptr_nonnull(kit.notes.first);
    ck_assert_int_eq(kit.notes.first->id, NOTE_DIAGNOSIS_DOUBTFUL);
    ck_assert_uint_eq(kit.catalogue->problems_n, 1);
    kit_close(&kit);
}
END_TEST

START_TEST(a_library_hypothesis_takes_the_values_it_needs)
{
    kit_open(&kit, RULES
             "name: library\nprovider: L\nchannel: L\nhypothesis: {id: pool, needs: [port], title: "
             "'holds {port}', prior: common, culprit: {service: DNS}, evidence: [{parameter: port, "
             "between: [1, 9], supports: weak, text: x}]}\n---\n"
             "name: problem\nuses: [failed]\ndiagnosis: {category: benign, symptom: x, parameters: "
             "{p: {from: failed, field: Data, type: port}}, hypotheses: [{use: pool, with: {port: "
             "'{p}'}}]}\n");
    ck_assert_ptr_null(kit.notes.first);
    const struct phrase *title = &kit.catalogue->problems[0].hypotheses[0].title;
    ck_assert_uint_eq(title->n, 2);
    ck_assert_int_eq(title->pieces[1].kind, PIECE_PARAMETER);
    kit_close(&kit);
}
END_TEST

START_TEST(a_need_that_is_not_given_is_a_defect)
{
    kit_open(&kit, RULES
             "name: library\nprovider: L\nchannel: L\nhypothesis: {id: pool, needs: [port], title: "
             "'{port}', prior: common, culprit: {service: DNS}}\n---\n"
             "name: problem\nuses: [failed]\ndiagnosis: {category: benign, symptom: x, hypotheses: "
             "[{use: pool}]}\n");
    ck_str(kit.notes.first->detail, "the hypothesis needs 'port'; give it under 'with'");
    kit_close(&kit);
}
END_TEST

SUITE(catalogue)
{
    tcase_add_loop_test(tests, every_defect_is_a_note_with_its_place, 0, ARRAY_LEN(defects));
    tcase_add_test(tests, a_right_diagnosis_is_compiled_without_a_remark);
    tcase_add_test(tests, one_bad_diagnosis_leaves_the_others);
    tcase_add_test(tests, a_verdict_out_of_reach_is_a_warning);
    tcase_add_test(tests, a_library_hypothesis_takes_the_values_it_needs);
    tcase_add_test(tests, a_need_that_is_not_given_is_a_defect);
}
