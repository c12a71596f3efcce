package dev.hone.engine.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.engine.EngineException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected texts are those of Python's Jinja 3.1 with trim_blocks and lstrip_blocks. */
class TemplateTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-05T09:03:07Z"), ZoneOffset.UTC);

  private static MarkedText render(String template) {
    Map<String, Value> person = new LinkedHashMap<>();
    person.put("name", Value.outside("Ann"));
    person.put("age", Value.of(7));
    Map<String, Value> variables = new LinkedHashMap<>();
    variables.put("person", new Value.Mapping(person, false));
    variables.put("words", new Value.Items(List.of(Value.outside("b"), Value.outside("A"))));
    variables.put("text", Value.outside("  hi there \n"));
    return Template.parse(template).render(variables, CLOCK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{{ 1 + 2 * 3 - 4 // 3 }}#6",
        "{{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 3 ** 1 }}#-4 2 3.5 8",
        "{{ 'a' ~ 1 ~ none ~ true }}#a1NoneTrue",
        "{{ 'x' if false }}|{{ 'x' if 1 else 'y' }}#|x",
        "{{ 1 < 2 <= 2 != 3 }} {{ 1 == 1.0 }} {{ not 1 in [2] }}#True True True",
        "{{ 'a' in 'cat' and 'name' in person or 0 }}#True",
        "{{ [1, 'a', none, {'k': 1.5}] }}#[1, 'a', None, {'k': 1.5}]",
        "{{ words[::-1] | join('-') }}{{ words[-1] }}{{ 'abc'[1:] }}{{ 'abc'[:-1] }}#A-bAbcab",
        "{{ missing is defined }} {{ missing | default('d') }} {{ '' | d('e', true) }}#False d e",
        "{{ person.name }} {{ person['age'] + 1 }} {{ person.get('x', 9) }}#Ann 8 9",
        "{% for k, v in person.items() %}{{ loop.index }}{{ k }}={{ v }};{% endfor %}#1name=Ann;2age=7;",
        "{% for x in [] %}{% else %}none{% endfor %}#none",
        "{% for x in [1,2,3,4] if x is even %}{{ x }}{{ ',' if not loop.last }}{% endfor %}#2,4",
        "{% for x in range(9) %}{% if x == 1 %}{% continue %}{% elif x > 2 %}{% break %}{% endif %}{{ x }}{% endfor %}#02",
        "{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}#1",
        "{% set ns = namespace(n=0) %}{% for i in [1,2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}#3",
        "{% macro m(a, b='z') %}<{{ a }}{{ b }}>{% endmacro %}{{ m(1) }}{{ m(1, b=2) }}#<1z><12>",
        "{% set a, b = 1, 2 %}{{ b }}{{ a }}{% set c %}x{{ a }}{% endset %}{{ c | upper }}#21X1",
        "{% filter upper %}a{{ person.name }}{% endfilter %}#AANN",
        "{{ text | trim }}|{{ text.lstrip() | length }}|{{ 'xxhixx'.strip('x') }}#hi there|10|hi",
        "{{ 'a,b,c'.split(',') | last }} {{ 'a b'.split()[0] }} {{ 'a-b-c'.rsplit('-', 1)[0] }}#c a a-b",
        "{{ 'hello world' | title }} {{ 'HELLO' | capitalize }} {{ 'aba'.replace('a', 'c', 1) }}#Hello World Hello cba",
        "{{ 'abc'.startswith(('x', 'a')) }} {{ 'abc'.endswith('c') }}#True True",
        "{{ {'b': [1, {}], 'a': 'é\"'} | tojson }}#{\"b\": [1, {}], \"a\": \"é\\\"\"}",
        "{{ {'b': 1} | tojson(separators=(',', ':')) }}{{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }}#{\"b\":1}{\"a\": 2, \"b\": 1}",
        "{{ [3, 1, 2] | sort | join }}{{ words | sort | first }}{{ [1, 2] | sum }}{{ [1, 2] | max }}#123A32",
        "{{ [{'r': 'a'}, {'r': 'b'}] | selectattr('r', 'equalto', 'b') | map(attribute='r') | list }}#['b']",
        "{{ ['a', 'b'] | map('upper') | join(',') }} {{ [0, 1] | select | list }}#A,B [1]",
        "{{ '7' | int + 1 }} {{ 'x' | int(3) }} {{ 2.5 | round | int }} {{ 3 | string + 'x' }}#8 3 2 3x",
        "{{ 1.0 }} {{ 0.0001 }} {{ 10 is divisibleby 5 }} {{ 1 is number }}#1.0 0.0001 True True",
        "{{ strftime_now('%d %b %Y %H:%M:%S %-d %A %%') }}#05 Jan 2026 09:03:07 5 Monday %",
        "{% raw %}{{ x }}{% endraw %}#{{ x }}",
        "{{ \"q'q\" }}{{ 'tab\\tx\\u00e9' }}#q'qtab\txé",
        "{{ (1, 2)[1] }}{{ ((1 + 2) * 3) | abs }}#29",
        "{% if not person is mapping %}a{% elif person is not string %}b{% endif %}#b",
        "{{ person.name is string }} {{ person.x is none }} {{ none is none }}#True False True",
        "{{ 'a' * 3 }}{{ 'x' 'y' }}{{ dict(a=1).a }}#aaaxy1",
        "{% generation %}g{% endgeneration %}#g"
      })
  void computesAsJinjaDoes(String template, String expected) {
    assertThat(render(template).characters()).isEqualTo(expected);
  }

  @Test
  void whiteSpaceGoesWhereTransformersLetsItGo() {
    assertThat(render("a\n  {% if true %}\n  b\n  {% endif %}\nc\n").characters())
        .isEqualTo("a\n  b\nc");
    assertThat(render("a\n  {{ 1 }}\n  {# note #}\nb").characters()).isEqualTo("a\n  1\nb");
    assertThat(render("a \n {%- if true -%} \n b \n {%- endif -%} \n c").characters())
        .isEqualTo("abc");
    assertThat(render("a\n  {%+ if true +%}\nb{% endif %}").characters()).isEqualTo("a\n  \nb");
    assertThat(render("a {{- ' b ' -}} c").characters()).isEqualTo("a b c");
    assertThat(render("x\n\n").characters()).isEqualTo("x\n");
  }

  @Test
  void indentsJsonAndText() {
    assertThat(render("{{ {'a': [1, 2], 'b': {}} | tojson(indent=2) }}").characters())
        .isEqualTo("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
    assertThat(render("{{ 'a\nb\n\nc' | indent(2) }}").characters()).isEqualTo("a\n  b\n\n  c");
  }

  @Test
  void marksFollowTheirCharacters() {
    assertThat(render("<{{ text | trim }}>"))
        .isEqualTo(
            MarkedText.own("<").plus(MarkedText.outside("hi there")).plus(MarkedText.own(">")));
    assertThat(render("{{ ('[' + person.name + ']')[1:-1].replace('n', '#') }}"))
        .isEqualTo(MarkedText.outside("A").plus(MarkedText.own("##")));
    assertThat(render("{{ words | join('+') }}"))
        .isEqualTo(MarkedText.outside("b").plus(MarkedText.own("+")).plus(MarkedText.outside("A")));
    assertThat(render("{{ person | tojson }}").isOutside()).isTrue();
    assertThat(render("{{ person.name | upper }}")).isEqualTo(MarkedText.outside("ANN"));
    assertThat(render("{% for c in person.name %}{{ c }}{% endfor %}"))
        .isEqualTo(MarkedText.outside("Ann"));
  }

  @Test
  void aTemplateCanRefuse() {
    assertThatThrownBy(() -> render("{{ raise_exception('no ' + person.name) }}"))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_REQUEST))
        .hasMessageEndingWith("no Ann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ missing.name }}",
        "{{ 1 + 'a' }}",
        "{{ 'a' | nofilter }}",
        "{{ 1 is notest }}",
        "{{ person.name() }}",
        "{% include 'x' %}",
        "{% if 1 %}",
        "{{ 1",
        "{{ 'a }}",
        "{# x",
        "{{ range(1000000000) }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 1 // 0 }}",
        "{{ }}",
        "{{ 1 2 }}",
        "{% endif %}",
        "{% for %}{% endfor %}",
        "{{ text.__class__() }}",
        "{% set x.y = 1 %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ [1] | sort('x', 1)[5].y }}",
        "{{ 99999999999999999999 }}",
        "{{ words.append('x') }}"
      })
  void whatIsWrongIsSaidWithItsLine(String template) {
    assertThatThrownBy(() -> render("\n" + template))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_MODEL))
        .hasMessageContaining("chat template, line 2: ");
  }

  @Test
  void endlessWorkEnds() {
    String nested = "{% for a in range(99999) %}";
    assertThatThrownBy(
            () -> render(nested.repeat(4) + "{% set x = 1 %}" + "{% endfor %}".repeat(4)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("steps");
    assertThatThrownBy(
            () -> Template.parse("{{ " + "(".repeat(9_999) + "1" + ")".repeat(9_999) + " }}"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(
            () ->
                render(
                    "{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for i in range(99) %}"
                        + "{% set ns.x = ns.x + ns.x %}{% endfor %}"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("longer than");
  }
}
