"""A bare Streamlit page with the widgets that the app uses: what axe finds here is Streamlit's own."""

import streamlit as st


def page() -> None:
    """Show one of each."""
    st.header("Header")
    st.caption("A caption")
    st.date_input("Day", value=None)
    st.number_input("Number", value=None)
    st.text_input("Text", placeholder="Placeholder")
    st.text_area("Long text", max_chars=200)
    st.selectbox("Choice", ["a", "b"], index=None, placeholder="Choose")
    st.multiselect("Several", ["a", "b"], default=["a"], placeholder="Choose")
    st.radio("Radio", ["a", "b"])
    st.pills("Pills", ["a", "b"])
    st.checkbox("Box")
    st.toggle("Toggle")
    st.button("Button", disabled=True)
    st.button("Tertiary", type="tertiary")
    st.file_uploader("File")
    st.expander("More", icon=":material/edit:").markdown("inside")
    st.tabs(["One", "Two"])
    st.badge("Badge", icon=":material/science:", color="violet")
    st.info("Said", icon=":material/info:")
    st.table({"a": ["1"]})
    st.page_link(other, label="A link")


def second() -> None:
    """Stand in the list of pages."""
    st.write("second")


st.set_page_config(page_title="bare", layout="wide", initial_sidebar_state="expanded")
other = st.Page(second, title="Second", icon=":material/info:")
st.navigation({"Group": [st.Page(page, title="First", icon=":material/info:"), other]}).run()
