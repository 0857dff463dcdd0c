"""The lessons by topic: what each answers, in the order to teach."""

import streamlit as st

from components import frame, language, prose
from components.catalogue import LESSONS
from components.language import t

home = frame.begin("home")

for lesson in LESSONS:
    text = prose.read(lesson.name, language.current())
    with st.container(border=True, key=f"card_{lesson.name}"):
        st.page_link(frame.page_of(lesson), label=f"**{text.title}**", icon=lesson.icon)
        st.markdown(text.question)
        st.caption(t(lesson.topic))

home.read("teaching")
home.read("offline")
